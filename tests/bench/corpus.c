/* corpus.c - a corpus of any size for timing, out of a folder of articles.
 *
 *   corpus FOLDER OUT MEGABYTES
 *
 * writes OUT/news.txt, OUT/news.jsonl and OUT/articles/ (the first of them as
 * files).  The first copy of the articles is untouched; in each later one some
 * names are blends of two, half of the numbers are others, and a few words
 * are mistyped, so that the vocabulary grows about as in real news and no
 * cache of whole lines helps.  The same bytes every time. */
#define _DEFAULT_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_ARTICLES = 20000, MOST_NAMES = 60000, MOST_FILES = 5000,
       LONGEST = 64 };

struct article {
    char name[256];
    char *text;
};

struct corpus {
    struct article articles[MOST_ARTICLES];
    size_t count;
    char *names[MOST_NAMES];
    size_t name_count;
    uint64_t random;
    FILE *text, *lines;
    const char *out;
    size_t files, bytes, written;
};

static void stop(const char *what) {
    fprintf(stderr, "corpus: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint32_t draw(struct corpus *corpus, uint32_t below) {
    corpus->random = corpus->random * UINT64_C(6364136223846793005) + 1;
    return (uint32_t)((corpus->random >> 33) % below);
}

static char *read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    struct stat about;
    if (!file || fstat(fileno(file), &about) != 0)
        stop(path);
    char *text = calloc((size_t)about.st_size + 1, 1);
    if (!text || fread(text, 1, (size_t)about.st_size, file) !=
                     (size_t)about.st_size)
        stop(path);
    fclose(file);
    return text;
}

static int is_text(const struct dirent *entry) {
    size_t length = strlen(entry->d_name);
    return length > 4 && !strcmp(entry->d_name + length - 4, ".txt");
}

static void read_articles(struct corpus *corpus, const char *folder) {
    struct dirent **entries;
    int count = scandir(folder, &entries, is_text, alphasort);
    if (count <= 0)
        stop(folder);
    for (int i = 0; i < count && corpus->count < MOST_ARTICLES; i++) {
        char path[4096];
        struct article *article = &corpus->articles[corpus->count++];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        snprintf(article->name, sizeof article->name, "%.*s",
                 (int)strlen(entries[i]->d_name) - 4, entries[i]->d_name);
        article->text = read_file(path);
        free(entries[i]);
    }
    free(entries);
}

static size_t word_length(const char *p) {
    size_t length = 0;
    while (isalnum((unsigned char)p[length]) && length < LONGEST)
        length++;
    return length;
}

/* A capital behind a small letter or comma and a blank: a name, mostly. */
static bool is_name(const char *text, const char *p, size_t length) {
    return length > 2 && isupper((unsigned char)*p) && p >= text + 2 &&
           p[-1] == ' ' && (islower((unsigned char)p[-2]) || p[-2] == ',');
}

static void collect_names(struct corpus *corpus) {
    for (size_t i = 0; i < corpus->count; i++) {
        const char *text = corpus->articles[i].text;
        for (const char *p = text; *p;) {
            size_t length = word_length(p);
            if (is_name(text, p, length) && corpus->name_count < MOST_NAMES)
                corpus->names[corpus->name_count++] = strndup(p, length);
            p += length ? length : 1;
        }
    }
}

/* ---- changing --------------------------------------------------------- */

static size_t change_name(struct corpus *corpus, char *into) {
    const char *a = corpus->names[draw(corpus, (uint32_t)corpus->name_count)];
    const char *b = corpus->names[draw(corpus, (uint32_t)corpus->name_count)];
    int head = (int)(strlen(a) / 2) + 1;
    return (size_t)sprintf(into, "%.*s%s", head, a, b + strlen(b) / 2);
}

static size_t change_word(struct corpus *corpus, const char *text,
                          const char *p, size_t length, char *into) {
    memcpy(into, p, length);
    if (isdigit((unsigned char)*p)) {
        for (size_t i = 0; i < length && draw(corpus, 2); i++)
            if (isdigit((unsigned char)into[i]))
                into[i] = (char)('0' + draw(corpus, 10));
    } else if (is_name(text, p, length)) {
        if (draw(corpus, 100) < 18)
            return change_name(corpus, into);
    } else if (length > 3 && draw(corpus, 1000) < 3) {
        size_t at = draw(corpus, (uint32_t)length - 1);
        into[at] = p[at + 1];
        into[at + 1] = p[at];
    }
    return length;
}

static char *change(struct corpus *corpus, const char *text) {
    char *changed = malloc(3 * strlen(text) + 2 * LONGEST), *into = changed;
    if (!changed)
        stop("memory");
    for (const char *p = text; *p;) {
        size_t length = word_length(p);
        if (length) {
            into += change_word(corpus, text, p, length, into);
            p += length;
        } else {
            *into++ = *p++;
        }
    }
    *into = '\0';
    return changed;
}

/* ---- writing ---------------------------------------------------------- */

static void write_line(struct corpus *corpus, const char *name,
                       const char *text) {
    FILE *file = corpus->lines;
    fprintf(file, "{\"id\": \"%s\", \"date\": \"2014-%02u-%02u\", \"text\": \"",
            name, draw(corpus, 12) + 1, draw(corpus, 28) + 1);
    for (const char *p = text; *p; p++)
        if (*p == '"' || *p == '\\')
            fprintf(file, "\\%c", *p);
        else if ((unsigned char)*p < 32)
            fprintf(file, "\\u%04x", *p);
        else
            putc(*p, file);
    fputs("\"}\n", file);
}

static void write_article(struct corpus *corpus, size_t copy,
                          const struct article *article) {
    char name[320], path[4600];
    char *text = copy ? change(corpus, article->text) : article->text;
    snprintf(name, sizeof name, "%04zu-%s", copy, article->name);
    fprintf(corpus->text, "%s\n\n", text);
    write_line(corpus, name, text);
    if (corpus->files++ < MOST_FILES) {
        snprintf(path, sizeof path, "%s/articles/%s.txt", corpus->out, name);
        FILE *file = fopen(path, "wb");
        if (!file)
            stop(path);
        fputs(text, file);
        fclose(file);
    }
    corpus->written += strlen(text) + 2;
    if (copy)
        free(text);
}

static FILE *create(const char *folder, const char *name) {
    char path[4400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file)
        stop(path);
    return file;
}

int main(int argc, char **argv) {
    static struct corpus corpus = {.random = 20140330};
    if (argc != 4)
        return fprintf(stderr, "usage: corpus FOLDER OUT MEGABYTES\n"), 2;
    char folder[4300];
    corpus.out = argv[2];
    corpus.bytes = strtoul(argv[3], NULL, 10) * 1000000;
    read_articles(&corpus, argv[1]);
    collect_names(&corpus);
    snprintf(folder, sizeof folder, "%s/articles", argv[2]);
    mkdir(argv[2], 0777);
    mkdir(folder, 0777);
    corpus.text = create(argv[2], "news.txt");
    corpus.lines = create(argv[2], "news.jsonl");
    for (size_t i = 0; corpus.written < corpus.bytes; i++)
        write_article(&corpus, i / corpus.count,
                      &corpus.articles[i % corpus.count]);
    return fclose(corpus.text) || fclose(corpus.lines);
}

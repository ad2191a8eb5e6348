/* words.c - the table of spellings: each keeps its own, however many there
 * are, and stems are Snowball's. */
#define _POSIX_C_SOURCE 200809L
#include "words.h"

#include "tests.h"

#include <ctype.h>
#include <libstemmer.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Letters of lengths about 8 and 16, where the keys change. */
static size_t random_spelling(char spelling[32]) {
    size_t length = 1 + (size_t)rand() % 20;
    for (size_t i = 0; i < length; i++)
        spelling[i] = (char)((rand() % 8 ? 'a' : 'A') + rand() % 3);
    spelling[length] = '\0';
    return length;
}

static bool is_folded(const struct word *word, const char *spelling) {
    bool same = word->folded_length == strlen(spelling);
    for (size_t i = 0; same && i <= word->folded_length; i++)
        same = word->folded[i] == tolower((unsigned char)spelling[i]);
    return same;
}

/* Through several generations: what a stage remembers stays with a word that
 * is asked for again before it is forgotten. */
START_TEST(keeps_spellings_apart) {
    char spelling[32];
    struct words *words = words_open(NULL, NULL, NULL, NULL);
    srand(3);
    for (int round = 0; round < 300000; round++) {
        size_t length = random_spelling(spelling);
        struct word *word = words_find(words, spelling, length);
        bool same = is_folded(word, spelling) &&
                    words_find(words, spelling, length) == word;
        word->slot[0] = round;
        if (round % 1000 == 0) {
            words_forget(words);
            word = words_find(words, spelling, length);
            same = same && is_folded(word, spelling) &&
                   word->slot[0] == round;
        }
        if (!same) /* an assertion each would take longer than all else */
            ck_abort_msg("'%s' is another word", spelling);
    }
    words_close(words);
}
END_TEST

/* ASCII goes another way than UTF-8, to the same stems. */
START_TEST(stems_as_snowball_does) {
    struct words *words = words_open("english", NULL, NULL, NULL);
    struct sb_stemmer *stemmer = sb_stemmer_new("english", "UTF_8");
    static char line[1 << 16];
    FILE *file = fopen("lexicons/english/grammar.csv", "r");
    int checked = 0;
    while (fgets(line, sizeof line, file)) {
        char *rest;
        for (char *text = strtok_r(line, ";,\n", &rest); text;
             text = strtok_r(NULL, ";,\n", &rest), checked++) {
            const sb_symbol *stem = sb_stemmer_stem(
                stemmer, (const sb_symbol *)text, (int)strlen(text));
            struct word *word = words_find(words, text, strlen(text));
            uint64_t hash = word_stem_hash(words, word);
            if (hash != word_hash(word->stem, strlen(word->stem)) ||
                strcmp(word->stem, (const char *)stem) != 0)
                ck_abort_msg("'%s' is stemmed to '%s'", text, word->stem);
        }
    }
    ck_assert_int_gt(checked, 30000);
    fclose(file);
    sb_stemmer_delete(stemmer);
    words_close(words);
}
END_TEST

Suite *words_suite(void) {
    Suite *suite = suite_create("words");
    TCase *all = tcase_create("words");
    tcase_add_test(all, keeps_spellings_apart);
    tcase_add_test(all, stems_as_snowball_does);
    suite_add_tcase(suite, all);
    return suite;
}

/* ledger.c - a buffer that is appended to a file when it is full, and filled
 * from it again to be read. */
#define _POSIX_C_SOURCE 200809L
#include "ledger.h"

#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ledger {
    struct output buffer;
    size_t room;
    int file;        /* of what was no longer kept in memory; -1 = none */
    bool useless;
    uint64_t count;  /* entries; when it is read: that are to come */
    uint64_t start;  /* of the first row */
    uint64_t offset; /* of the next one that is read */
    size_t next;     /* byte of the buffer */
};

struct ledger *ledger_open(size_t room) {
    struct ledger *ledger = allocate(sizeof *ledger);
    *ledger = (struct ledger){.room = room / sizeof(struct ledger_entry) *
                                      sizeof(struct ledger_entry),
                              .file = -1};
    return ledger;
}

void ledger_close(struct ledger *ledger) {
    if (!ledger)
        return;
    if (ledger->file >= 0)
        close(ledger->file);
    output_free(&ledger->buffer);
    free(ledger);
}

/* ---- noting ----------------------------------------------------------- */

void ledger_note(struct output *entries, const struct document *document,
                 size_t start, const size_t *ends) {
    bool copied = *document->article.copy_of;
    for (uint32_t i = 0; i < document->statement_count; i++) {
        const struct statement *statement = &document->statements[i];
        struct ledger_entry entry = {.tone = statement->tone};
        if (ends) {
            entry.length = (uint32_t)(ends[i] - start);
            start = ends[i];
        }
        if (!copied && *statement->actor)
            entry.actor =
                word_hash(statement->actor, strlen(statement->actor));
        output_bytes(entries, (const char *)&entry, sizeof entry);
    }
}

void ledger_start(struct ledger *ledger, uint64_t offset) {
    ledger->start = offset;
}

/* The buffer's bytes to the file; without one the ledger is useless. */
static void put_away(struct ledger *ledger) {
    struct failure why;
    if (ledger->file < 0)
        ledger->file = output_temporary(&why);
    struct output_file file = {.descriptor = ledger->file};
    ledger->useless = ledger->file < 0 ||
                      !output_flush(&file, &ledger->buffer, &why);
    ledger->buffer.length = 0;
}

void ledger_add(struct ledger *ledger, struct output *entries) {
    ledger->count += entries->length / sizeof(struct ledger_entry);
    if (!ledger->useless)
        output_bytes(&ledger->buffer, entries->bytes, entries->length);
    entries->length = 0;
    if (ledger->buffer.length > ledger->room)
        put_away(ledger);
}

/* ---- reading ---------------------------------------------------------- */

bool ledger_rewind(struct ledger *ledger) {
    if (ledger->file >= 0 && !ledger->useless) {
        put_away(ledger);
        output_room(&ledger->buffer, ledger->room);
        ledger->useless = ledger->useless ||
                          lseek(ledger->file, 0, SEEK_SET) != 0;
    }
    ledger->offset = ledger->start;
    ledger->next = 0;
    return !ledger->useless;
}

/* Fills the buffer from the file; false where nothing came. */
static bool read_on(struct ledger *ledger) {
    struct output *buffer = &ledger->buffer;
    ledger->next = buffer->length = 0;
    if (ledger->file < 0)
        return false;
    while (buffer->length < ledger->room) {
        ssize_t got = read(ledger->file, buffer->bytes + buffer->length,
                           ledger->room - buffer->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        buffer->length += (size_t)got;
    }
    return buffer->length >= sizeof(struct ledger_entry);
}

bool ledger_next(struct ledger *ledger, struct ledger_entry *entry,
                 uint64_t *offset) {
    *offset = ledger->offset;
    *entry = (struct ledger_entry){.length = 0};
    if (!ledger->count)
        return false;
    ledger->count--;
    if (ledger->next == ledger->buffer.length && !read_on(ledger))
        return true; /* it was lost: not known */
    memcpy(entry, ledger->buffer.bytes + ledger->next, sizeof *entry);
    ledger->next += sizeof *entry;
    ledger->offset += entry->length;
    return true;
}

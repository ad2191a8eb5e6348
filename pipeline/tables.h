/* tables.h - the tables between the stages: their columns declared once.
 *
 * The declaration makes the header, the writer, the reader, the help and the
 * README's section.  A row is one article, one sentence or one statement. */
#ifndef DETENTE_TABLES_H
#define DETENTE_TABLES_H

#include "base/csv.h"
#include "document.h"

struct column {
    const char *name;
    const char *meaning; /* one sentence */
    char *(*put)(struct csv_writer *writer, char *at,
                            const struct document *document, uint32_t row);
    /* reads a cell into row `row` of the document; NULL = not read back */
    bool (*take)(struct document *document, uint32_t row, char *cell,
                 struct failure *why);
};

enum { MOST_GROUPS = 4 };

struct table {
    const char *name;
    const char *meaning;
    unsigned gives; /* the layer that its rows hold */
    unsigned holds; /* all layers that a document read from it has */
    /* NULL-ended lists of columns; the first holds those that are the
     * article's, the same in all of its rows */
    const struct column *const *groups[MOST_GROUPS];
    /* each puts the cells of a group in a row */
    char *(*put[MOST_GROUPS])(struct csv_writer *writer, char *at,
                                         const struct document *document,
                                         uint32_t row);
};

enum table_id {
    TABLE_ARTICLES, TABLE_SENTENCES, TABLE_STEMS, TABLE_COPIES,
    TABLE_STATEMENTS, TABLE_SCORED, TABLE_COUNT
};
extern const struct table TABLES[TABLE_COUNT];

/* The table that a stage writes: the one that gives its layer. */
const struct table *table_of_layer(unsigned layer);

/* The table whose marking columns the header has; articles if none. */
const struct table *table_of_header(const struct csv_reader *reader);

void table_write_header(const struct table *table, struct csv_writer *writer,
                        const struct document *first);
/* All rows of a document; where each ends in the output goes to `ends`, unless
 * that is NULL. */
void table_write(const struct table *table, struct csv_writer *writer,
                 const struct document *document, size_t *ends);

/* Fills a document from rows that all belong to it.  `columns[i]` is the
 * column of the table that cell i holds, or NULL.  Damaged rows become
 * rejects. */
void table_read(const struct table *table, struct document *document,
                const struct column *const *columns,
                const struct csv_row *rows, size_t count);

/* The column of that name in the table, or NULL. */
const struct column *table_column(const struct table *table,
                                  const char *name);

/* Decimal text to units of 1/10000, exact; false where it is no number. */
bool parse_fixed(const char *text, int32_t *number);

#endif

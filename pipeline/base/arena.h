/* arena.h - memory that is freed all at once.
 *
 * One arena belongs to one document and is emptied when the document leaves;
 * stages allocate and never free.  Blocks are kept for the next document, so
 * that a long run settles at the size of its largest batch. */
#ifndef DETENTE_ARENA_H
#define DETENTE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *first;
    struct arena_block *current;
    char *free;  /* what is left of `current` */
    size_t left; /* its bytes */
};

enum { ARENA_ALIGNMENT = 16 };

/* The same in another block, `size` a multiple of the alignment. */
void *arena_take_anew(struct arena *arena, size_t size);

/* `size` bytes, aligned for any type, not cleared.  Never NULL. */
static inline void *arena_take(struct arena *arena, size_t size) {
    size = (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
    if (arena->left <= size) /* an arena that is empty has no block */
        return arena_take_anew(arena, size);
    void *result = arena->free;
    arena->free += size;
    arena->left -= size;
    return result;
}

/* Of the `size` bytes that were taken last the first `kept` stay taken. */
static inline void arena_return(struct arena *arena, size_t size,
                                size_t kept) {
    size = (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
    kept = (kept + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
    arena->free -= size - kept;
    arena->left += size - kept;
}

/* Gives back all that was taken since `before` was a copy of the arena. */
static inline void arena_go_back(struct arena *arena,
                                 const struct arena *before) {
    arena->current = before->current;
    arena->free = before->free;
    arena->left = before->left;
}

/* Memory as arena_take gives it, all zero. */
void *arena_zero(struct arena *arena, size_t size);

/* A NUL-terminated copy of `length` bytes. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* A formatted NUL-terminated string. */
char *arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes room in a growing array of `size`-byte elements that lives in the
 * arena: returns `array` itself, or a copy twice as large when `count` has
 * reached `*room`.  Start with array NULL and *room 0. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *room,
                 size_t size);

/* Forgets all that was taken; keeps up to `keep` bytes of blocks for reuse
 * and gives the others back. */
void arena_empty(struct arena *arena, size_t keep);

/* Gives back everything. */
void arena_free(struct arena *arena);

/* Once, before anything is allocated: asks for a heap of large pages.  The
 * program touches some megabytes at its start, and a fault per 4 KiB would
 * cost more than the work on them.  Only address space is taken. */
void memory_prepare(void);

/* Zero bytes apart from the heap, in large pages where there are any, for a
 * large table of which little may be used: what is not touched costs nothing.
 * Given back with the same size. */
void *allocate_apart(size_t size);
void free_apart(void *memory, size_t size);

/* malloc and realloc that end the program when there is no memory: the one
 * place where that happens. */
void *allocate(size_t size);
void *reallocate(void *memory, size_t size);

/* A table, all zero, aligned to a line of the cache, and of large pages if it
 * is large, since a table is looked up all over. */
void *allocate_table(size_t size);
void free_table(void *table, size_t size);

#endif

/* arena.c - a list of blocks; taking moves a mark, emptying puts it back. */
#define _DEFAULT_SOURCE
#include "arena.h"

#include <limits.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Many arenas hold no more than a name or two. */
enum { FIRST_BYTES = 4 * 1024, BLOCK_BYTES = 256 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t size; /* bytes in `bytes` */
    _Alignas(ARENA_ALIGNMENT) char bytes[];
};

enum { LARGE = 2 << 20 }; /* a large page */

void memory_prepare(void) {
#if defined __GLIBC__ && defined MADV_HUGEPAGE
    enum { HEAP_BYTES = 256 << 20, ASKED = 1 << 20, BEFORE = 4096 };
    /* when the heap is full, what is larger stands apart */
    mallopt(M_MMAP_THRESHOLD, 3 << 20);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_TOP_PAD, HEAP_BYTES - ASKED);
    mallopt(M_ARENA_MAX, 1);
    /* A large page has to be asked for before a byte of it is touched: what
     * malloc notes of the first memory, which is kept and never used, comes
     * to lie right before one. */
    sbrk((intptr_t)((-(uintptr_t)sbrk(0) - ASKED - BEFORE) & (LARGE - 1)));
    static void *volatile first;
    first = malloc(ASKED); /* now the heap is there */
    uintptr_t start = (uintptr_t)first + ASKED + BEFORE;
    madvise((void *)(start & ~(uintptr_t)(LARGE - 1)), HEAP_BYTES - LARGE,
            MADV_HUGEPAGE);
#endif
}

static _Noreturn void end_without_memory(void) {
    fputs("detente: out of memory\n", stderr);
    exit(1);
}

static size_t whole_pages(size_t size) {
    return (size + LARGE - 1) & ~(size_t)(LARGE - 1);
}

void *allocate_apart(size_t size) {
    size = whole_pages(size);
    char *memory = mmap(NULL, size + LARGE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        end_without_memory();
    size_t before = -(uintptr_t)memory & (LARGE - 1);
    if (before)
        munmap(memory, before);
    munmap(memory + before + size, LARGE - before);
#ifdef MADV_HUGEPAGE
    madvise(memory + before, size, MADV_HUGEPAGE);
#endif
    return memory + before;
}

void free_apart(void *memory, size_t size) {
    munmap(memory, whole_pages(size));
}

void *allocate(size_t size) { return reallocate(NULL, size); }

void *reallocate(void *memory, size_t size) {
    void *result = realloc(memory, size ? size : 1);
    if (!result)
        end_without_memory();
    return result;
}

void *allocate_table(size_t size) {
    enum { LINE = 64 };
    if (size >= LARGE)
        return allocate_apart(size);
    size = (size + LINE - 1) / LINE * LINE;
    void *table = aligned_alloc(LINE, size);
    if (!table)
        end_without_memory();
    return memset(table, 0, size);
}

void free_table(void *table, size_t size) {
    if (size >= LARGE)
        free_apart(table, size);
    else
        free(table);
}

/* Moves on to a block that holds `size` bytes: the next kept one if it is
 * large enough, otherwise a new one put before it. */
static void next_block(struct arena *arena, size_t size) {
    struct arena_block **place =
        arena->current ? &arena->current->next : &arena->first;
    if (!*place || (*place)->size < size) {
        size_t room = arena->first ? BLOCK_BYTES : FIRST_BYTES;
        room = size > room ? size : room;
        struct arena_block *block = allocate(sizeof *block + room);
        block->size = room;
        block->next = *place;
        *place = block;
    }
    arena->current = *place;
    arena->free = arena->current->bytes;
    arena->left = arena->current->size;
}

void *arena_take_anew(struct arena *arena, size_t size) {
    next_block(arena, size);
    arena->free += size;
    arena->left -= size;
    return arena->free - size;
}

void *arena_zero(struct arena *arena, size_t size) {
    return memset(arena_take(arena, size), 0, size);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length) {
    char *copy = arena_take(arena, length + 1);
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_print(struct arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = arena_take(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *room,
                 size_t size) {
    if (count < *room)
        return array;
    size_t larger = *room ? *room * 2 : 16;
    void *copy = arena_take(arena, larger * size);
    if (count)
        memcpy(copy, array, count * size);
    *room = larger;
    return copy;
}

void arena_empty(struct arena *arena, size_t keep) {
    struct arena_block **place = &arena->first;
    size_t kept = 0;
    while (*place) {
        struct arena_block *block = *place;
        if (kept + block->size > keep) {
            *place = block->next;
            free(block);
        } else {
            kept += block->size;
            place = &block->next;
        }
    }
    arena->current = NULL;
    arena->free = NULL;
    arena->left = 0;
}

void arena_free(struct arena *arena) { arena_empty(arena, 0); }

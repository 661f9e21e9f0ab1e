/* Fails, or ends the program at, one operation on the files of a directory: preloaded into the
 * command, it stands before the C library.
 *
 * FAULT_DIR    only files below it count
 * FAULT_AT     the operation, from 1; 0 only counts them
 * FAULT_HOW    once: it fails; on: it and all after it fail; kill: the program ends in its middle
 * FAULT_COUNT  the file that holds how many operations there were, when the program ends
 *
 * A write that fails has written half of its bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long operations;

static int is_below(const char *path) {
    const char *directory = getenv("FAULT_DIR");
    char absolute[4096];
    if (directory == NULL || path == NULL) {
        return 0;
    }
    if (path[0] != '/') {
        if (getcwd(absolute, sizeof absolute / 2) == NULL || strlen(path) > sizeof absolute / 2 - 2) {
            return 0;
        }
        strcat(strcat(absolute, "/"), path);
        path = absolute;
    }
    return strncmp(path, directory, strlen(directory)) == 0;
}

static int is_file_below(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = 0;
    return is_below(path);
}

enum fault { NONE, FAIL, KILL };

/* Counts one more operation, and says what becomes of it. */
static enum fault next(void) {
    long number = atomic_fetch_add(&operations, 1) + 1;
    const char *at = getenv("FAULT_AT"), *how = getenv("FAULT_HOW");
    long wanted = at == NULL ? 0 : atol(at);
    if (wanted == 0 || how == NULL) {
        return NONE;
    }
    if (strcmp(how, "on") == 0) {
        return number >= wanted ? FAIL : NONE;
    }
    if (number != wanted) {
        return NONE;
    }
    return strcmp(how, "kill") == 0 ? KILL : FAIL;
}

static void end(void) {
    kill(getpid(), SIGKILL);
    for (;;) {
        pause();
    }
}

#define ORIGINAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count) {
    enum fault fault = is_file_below(file) ? next() : NONE;
    if (fault == NONE) {
        return ORIGINAL(write)(file, bytes, count);
    }
    ORIGINAL(write)(file, bytes, count / 2);
    if (fault == KILL) {
        end();
    }
    errno = ENOSPC;
    return -1;
}

/* Before the operation, and where the program is to end, after it as often. */
#define GUARDED(below, call)                                                                       \
    enum fault fault = (below) ? next() : NONE;                                                    \
    if (fault == FAIL) {                                                                           \
        errno = EIO;                                                                               \
        return -1;                                                                                 \
    }                                                                                              \
    if (fault == KILL && atomic_load(&operations) % 2 == 0) {                                      \
        end();                                                                                     \
    }                                                                                              \
    int result = (call);                                                                           \
    if (fault == KILL) {                                                                           \
        end();                                                                                     \
    }                                                                                              \
    return result;

int fsync(int file) { GUARDED(is_file_below(file), ORIGINAL(fsync)(file)) }

int fdatasync(int file) { GUARDED(is_file_below(file), ORIGINAL(fdatasync)(file)) }

int ftruncate64(int file, off64_t length) {
    GUARDED(is_file_below(file), ORIGINAL(ftruncate64)(file, length))
}

int rename(const char *from, const char *to) { GUARDED(is_below(to), ORIGINAL(rename)(from, to)) }

int unlink(const char *path) { GUARDED(is_below(path), ORIGINAL(unlink)(path)) }

int mkdir(const char *path, mode_t mode) { GUARDED(is_below(path), ORIGINAL(mkdir)(path, mode)) }

/* A file that is made; one that is only opened is no operation. */
int open64(const char *path, int flags, ...) {
    __builtin_va_list rest;
    __builtin_va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? __builtin_va_arg(rest, mode_t) : 0;
    __builtin_va_end(rest);
    GUARDED((flags & O_CREAT) && is_below(path), ORIGINAL(open64)(path, flags, mode))
}

__attribute__((destructor)) static void report(void) {
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path == NULL ? NULL : fopen(path, "w");
    if (file != NULL) {
        fprintf(file, "%ld", atomic_load(&operations));
        fclose(file);
    }
}

/* Adds FLUSH_US microseconds to every flush: preloaded into a database, which then waits for its
   disk as on a network volume. Flushes of different files wait side by side, as they would there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_for_disk(void) {
    const char *delay = getenv("FLUSH_US");
    if (delay) usleep((useconds_t)atoi(delay));
}

int fsync(int file) {
    static int (*next)(int);
    if (!next) next = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    int result = next(file);
    wait_for_disk();
    return result;
}

int fdatasync(int file) {
    static int (*next)(int);
    if (!next) next = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    int result = next(file);
    wait_for_disk();
    return result;
}

/* Faults of a disk, of a network drive and of a clock, for one program: LD_PRELOAD=shim.so with
 *
 *   FAULT_UNDER   only files whose path begins so count (and only those fail)
 *   FAULT_OP      write | fsync | rename: which calls are counted
 *   FAULT_NTH     the call that fails, from 1; 0 fails none
 *   FAULT_ERRNO   with which error (5 is EIO, 28 is ENOSPC)
 *   FAULT_STAYS   1: all later calls fail, too, as on a full disk
 *   FAULT_COUNT   a file that is told, at the end, how many calls there were
 *   FAULT_NOLOCKS 1: fcntl locks give ENOLCK, as on a network drive without a lock server
 *   FAULT_CLOCK   seconds the clock is ahead (negative: behind)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static atomic_long calls;
static long nth, stays, failure, clock_shift, no_locks;
static const char *under, *op, *count_file;

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text ? atol(text) : otherwise;
}

__attribute__((constructor)) static void begin(void) {
  under = getenv("FAULT_UNDER");
  op = getenv("FAULT_OP");
  count_file = getenv("FAULT_COUNT");
  nth = number("FAULT_NTH", 0);
  stays = number("FAULT_STAYS", 0);
  failure = number("FAULT_ERRNO", EIO);
  clock_shift = number("FAULT_CLOCK", 0);
  no_locks = number("FAULT_NOLOCKS", 0);
}

__attribute__((destructor)) static void end(void) {
  FILE *out = count_file ? fopen(count_file, "w") : NULL;
  if (out) {
    fprintf(out, "%ld\n", atomic_load(&calls));
    fclose(out);
  }
}

static int counts(const char *path) { return under && path && strncmp(path, under, strlen(under)) == 0; }

static int counts_fd(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return counts(path);
}

static int fails(const char *kind) {
  if (!op || strcmp(op, kind)) return 0;
  long call = atomic_fetch_add(&calls, 1) + 1;
  if (!nth || !(call == nth || (stays && call > nth))) return 0;
  errno = (int)failure;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t length) {
  if (counts_fd(fd) && fails("write")) return -1;
  return REAL(write)(fd, bytes, length);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  if (counts_fd(fd) && fails("write")) return -1;
  return REAL(pwrite)(fd, bytes, length, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  if (counts_fd(fd) && fails("write")) return -1;
  return REAL(pwrite64)(fd, bytes, length, at);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (counts_fd(fd) && fails("write")) return -1;
  return REAL(writev)(fd, parts, count);
}
int fsync(int fd) {
  if (counts_fd(fd) && fails("fsync")) return -1;
  return REAL(fsync)(fd);
}
int fdatasync(int fd) {
  if (counts_fd(fd) && fails("fsync")) return -1;
  return REAL(fdatasync)(fd);
}
int rename(const char *from, const char *to) {
  if (counts(to) && fails("rename")) return -1;
  return REAL(rename)(from, to);
}

static int locked_out(int command) {
  int is_lock = command == F_SETLK || command == F_SETLKW || command == F_GETLK;
#ifdef F_OFD_SETLK
  is_lock = is_lock || command == F_OFD_SETLK || command == F_OFD_SETLKW || command == F_OFD_GETLK;
#endif
  if (no_locks && is_lock) errno = ENOLCK;
  return no_locks && is_lock;
}
int fcntl(int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  return locked_out(command) ? -1 : REAL(fcntl)(fd, command, argument);
}
int fcntl64(int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  return locked_out(command) ? -1 : REAL(fcntl64)(fd, command, argument);
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  int done = REAL(gettimeofday)(now, zone);
  if (now) now->tv_sec += clock_shift;
  return done;
}
time_t time(time_t *now) {
  time_t t = REAL(time)(NULL) + clock_shift;
  if (now) *now = t;
  return t;
}
int clock_gettime(clockid_t clock, struct timespec *now) {
  int done = REAL(clock_gettime)(clock, now);
  if (clock == CLOCK_REALTIME && now) now->tv_sec += clock_shift;
  return done;
}

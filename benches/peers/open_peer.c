/* A loop over libsqlite3 that reads the results of queries into columns: the floor for opening a catalogue.
 * usage: open_peer FILE QUERY ...   prints seconds, and the rows of the first query
 * compile: cc -O2 -o open_peer open_peer.c -lsqlite3
 * A number is one word of its column; a text or blob is its length there, and its bytes in a buffer of the column. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { char *bytes; size_t used, room; } Buffer;
typedef struct { Buffer words, bytes; } Column;

static void push(Buffer *b, const void *from, size_t n) {
  if (b->used + n > b->room) {
    b->room = (b->used + n) * 2 + 4096;
    b->bytes = realloc(b->bytes, b->room);
    if (!b->bytes) { fputs("open_peer: no memory\n", stderr); exit(1); }
  }
  memcpy(b->bytes + b->used, from, n);
  b->used += n;
}

static void fail(sqlite3 *db) {
  fprintf(stderr, "open_peer: %s\n", sqlite3_errmsg(db));
  exit(1);
}

static long read_all(sqlite3 *db, const char *query) {
  sqlite3_stmt *s;
  if (sqlite3_prepare_v2(db, query, -1, &s, 0)) fail(db);
  int count = sqlite3_column_count(s), step;
  Column *columns = calloc(count, sizeof *columns);
  long rows = 0;
  while ((step = sqlite3_step(s)) == SQLITE_ROW) {
    for (int c = 0; c < count; c++) {
      long long word = 0;
      double real;
      switch (sqlite3_column_type(s, c)) {
        case SQLITE_INTEGER: word = sqlite3_column_int64(s, c); break;
        case SQLITE_FLOAT: real = sqlite3_column_double(s, c); memcpy(&word, &real, 8); break;
        case SQLITE_NULL: break;
        default: {
          const void *from = sqlite3_column_blob(s, c);
          word = sqlite3_column_bytes(s, c);
          if (word) push(&columns[c].bytes, from, word);
        }
      }
      push(&columns[c].words, &word, 8);
    }
    rows++;
  }
  if (step != SQLITE_DONE) fail(db);
  sqlite3_finalize(s);
  return rows; /* the columns are kept: an open catalogue has them */
}

int main(int argc, char **argv) {
  struct timespec begun, ended;
  sqlite3 *db;
  long rows = 0;
  if (argc < 3) { fputs("usage: open_peer FILE QUERY ...\n", stderr); return 2; }
  clock_gettime(CLOCK_MONOTONIC, &begun);
  if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, 0)) fail(db);
  sqlite3_exec(db, "PRAGMA mmap_size = 8000000000", 0, 0, 0);
  for (int i = 2; i < argc; i++) {
    long n = read_all(db, argv[i]);
    if (i == 2) rows = n;
  }
  clock_gettime(CLOCK_MONOTONIC, &ended);
  printf("%.6f %ld\n", (ended.tv_sec - begun.tv_sec) + (ended.tv_nsec - begun.tv_nsec) * 1e-9, rows);
  return 0;
}

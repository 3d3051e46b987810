// A guest with WASI preview 1 and no C library: a command line of a few verbs, each one WASI call or two, which prints
// what came of it. Verbs are separated by "--". For tests of what a guest may and may not do to its host.
#include <stdint.h>

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name)))

typedef uint32_t u32;
typedef uint64_t u64;

WASI(args_get) int args_get(char **table, char *text);
WASI(args_sizes_get) int args_sizes_get(u32 *count, u32 *bytes);
WASI(environ_get) int environ_get(char **table, char *text);
WASI(environ_sizes_get) int environ_sizes_get(u32 *count, u32 *bytes);
WASI(clock_time_get) int clock_time_get(u32 clock, u64 precision, u64 *time);
WASI(random_get) int random_get(void *to, u32 length);
WASI(poll_oneoff) int poll_oneoff(const void *in, void *out, u32 count, u32 *ready);
WASI(proc_exit) _Noreturn void proc_exit(u32 code);
WASI(fd_write) int fd_write(u32 fd, const void *vectors, u32 count, u32 *written);
WASI(fd_read) int fd_read(u32 fd, const void *vectors, u32 count, u32 *read);
WASI(fd_close) int fd_close(u32 fd);
WASI(fd_readdir) int fd_readdir(u32 fd, void *to, u32 room, u64 cookie, u32 *used);
WASI(fd_prestat_get) int fd_prestat_get(u32 fd, u32 *prestat);
WASI(fd_prestat_dir_name) int fd_prestat_dir_name(u32 fd, char *to, u32 room);
WASI(fd_filestat_set_size) int fd_filestat_set_size(u32 fd, u64 size);
WASI(path_open)
int path_open(u32 fd, u32 lookup, const char *path, u32 length, u32 flags, u64 rights, u64 inherited, u32 fdflags,
              u32 *opened);
WASI(path_create_directory) int path_create_directory(u32 fd, const char *path, u32 length);
WASI(path_remove_directory) int path_remove_directory(u32 fd, const char *path, u32 length);
WASI(path_unlink_file) int path_unlink_file(u32 fd, const char *path, u32 length);
WASI(path_rename)
int path_rename(u32 fd, const char *path, u32 length, u32 to, const char *new_path, u32 new_length);
WASI(path_symlink) int path_symlink(const char *target, u32 target_length, u32 fd, const char *path, u32 length);
WASI(path_link)
int path_link(u32 fd, u32 lookup, const char *path, u32 length, u32 to, const char *new_path, u32 new_length);
WASI(path_readlink)
int path_readlink(u32 fd, const char *path, u32 length, char *to, u32 room, u32 *used);
WASI(path_filestat_get) int path_filestat_get(u32 fd, u32 lookup, const char *path, u32 length, void *stat);
WASI(path_filestat_set_times)
int path_filestat_set_times(u32 fd, u32 lookup, const char *path, u32 length, u64 accessed, u64 modified, u32 flags);

enum { READ = 1 << 1, WRITE = 1 << 6, CREATE = 1, DIRECTORY = 2, EXCLUSIVE = 4, TRUNCATE = 8, FIRST_FOLDER = 3 };

struct vector {
    const void *at;
    u32 length;
};

static char text[65536];
static char *words[256];
static char block[4096];

static u32 length(const char *s) {
    u32 n = 0;
    while (s[n]) {
        n++;
    }
    return n;
}

static int same(const char *a, const char *b) {
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static void put(u32 fd, const void *bytes, u32 count) {
    struct vector one = {bytes, count};
    u32 written;
    fd_write(fd, &one, 1, &written);
}

static void say(const char *s) { put(1, s, length(s)); }

static void say_number(u64 n) {
    char digits[20];
    u32 at = sizeof digits;
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    put(1, digits + at, sizeof digits - at);
}

static u64 number(const char *s) {
    u64 n = 0;
    while (*s >= '0' && *s <= '9') {
        n = n * 10 + (u64)(*s++ - '0');
    }
    return n;
}

static int failed(int errno) {
    if (errno) {
        say("error ");
        say_number((u64)errno);
        say("\n");
    }
    return errno;
}

static void done(int errno) {
    if (!failed(errno)) {
        say("ok\n");
    }
}

/* The folder a path starts in: "4:name" names the descriptor, else it is the first one that was granted. */
static u32 folder(const char **path) {
    if ((*path)[0] >= '3' && (*path)[0] <= '9' && (*path)[1] == ':') {
        u32 fd = (u32)((*path)[0] - '0');
        *path += 2;
        return fd;
    }
    return FIRST_FOLDER;
}

static int open(const char *path, u32 flags, u64 rights, u32 fdflags, u32 *fd) {
    u32 in = folder(&path);
    return path_open(in, 1, path, length(path), flags, rights, 0, fdflags, fd);
}

static void cat(const char *path) {
    u32 fd;
    if (failed(open(path, 0, READ, 0, &fd))) {
        return;
    }
    for (;;) {
        struct vector one = {block, sizeof block};
        u32 count;
        if (failed(fd_read(fd, &one, 1, &count)) || !count) {
            break;
        }
        put(1, block, count);
    }
    fd_close(fd);
}

static void write_file(const char *path, const char *content, u32 flags, u32 fdflags) {
    u32 fd;
    if (failed(open(path, flags, WRITE, fdflags, &fd))) {
        return;
    }
    struct vector one = {content, length(content)};
    u32 count;
    done(fd_write(fd, &one, 1, &count));
    fd_close(fd);
}

static void resize(const char *path, u64 size) {
    u32 fd;
    if (!failed(open(path, 0, READ | WRITE, 0, &fd))) {
        done(fd_filestat_set_size(fd, size));
        fd_close(fd);
    }
}

static void list(const char *path) {
    u32 fd;
    if (failed(open(path, DIRECTORY, READ, 0, &fd))) {
        return;
    }
    u64 cookie = 0;
    u32 used = sizeof block;
    while (used == sizeof block && !failed(fd_readdir(fd, block, sizeof block, cookie, &used))) {
        for (u32 at = 0; at + 24 <= used;) {
            u32 name = *(u32 *)(block + at + 16);
            if (at + 24 + name > used) {
                break;
            }
            cookie = *(u64 *)(block + at);
            say_number((unsigned char)block[at + 20]);
            say(" ");
            put(1, block + at + 24, name);
            say("\n");
            at += 24 + name;
        }
    }
    fd_close(fd);
}

static void stat(const char *path, u32 lookup) {
    u64 found[8];
    u32 in = folder(&path);
    if (!failed(path_filestat_get(in, lookup, path, length(path), found))) {
        say("type ");
        say_number(found[2] & 0xff);
        say(" size ");
        say_number(found[4]);
        say(" modified ");
        say_number(found[6]);
        say("\n");
    }
}

static void sleep(u64 nanos) {
    u64 wait[6] = {7, 0, 1, nanos, 0, 0};
    u64 event[4];
    u32 ready;
    done(poll_oneoff(wait, event, 1, &ready));
}

static void folders(void) {
    for (u32 fd = FIRST_FOLDER;; fd++) {
        u32 prestat[2];
        if (fd_prestat_get(fd, prestat)) {
            return;
        }
        fd_prestat_dir_name(fd, block, prestat[1]);
        put(1, block, prestat[1]);
        say("\n");
    }
}

static void environment(void) {
    u32 count;
    u32 bytes;
    environ_sizes_get(&count, &bytes);
    if (count < 256 && bytes < sizeof block) {
        char *table[256];
        environ_get(table, block);
        for (u32 i = 0; i < count; i++) {
            say(table[i]);
            say("\n");
        }
    }
}

static void echo_input(void) {
    for (;;) {
        struct vector one = {block, sizeof block};
        u32 count;
        if (failed(fd_read(0, &one, 1, &count))) {
            return;
        }
        if (!count) {
            say("end of input\n");
            return;
        }
        say("read: ");
        put(1, block, count);
    }
}

static void two(const char *verb, const char *path, const char *other) {
    u32 in = folder(&path);
    if (same(verb, "symlink")) {
        done(path_symlink(other, length(other), in, path, length(path)));
        return;
    }
    u32 to = folder(&other);
    done(same(verb, "mv") ? path_rename(in, path, length(path), to, other, length(other))
                          : path_link(in, 0, path, length(path), to, other, length(other)));
}

static void one(const char *verb, const char *path) {
    const char *whole = path;
    u32 used;
    u32 fd;
    u32 in = folder(&path);
    if (same(verb, "mkdir")) {
        done(path_create_directory(in, path, length(path)));
    } else if (same(verb, "rmdir")) {
        done(path_remove_directory(in, path, length(path)));
    } else if (same(verb, "rm")) {
        done(path_unlink_file(in, path, length(path)));
    } else if (same(verb, "touch")) {
        done(path_filestat_set_times(in, 0, path, length(path), 0, 1000000000, 4));
    } else if (same(verb, "readlink")) {
        done(path_readlink(in, path, length(path), block, sizeof block, &used));
    } else if (same(verb, "create")) {
        done(open(whole, CREATE, READ, 0, &fd));
    } else if (same(verb, "truncate")) {
        done(open(whole, TRUNCATE, READ, 0, &fd));
    } else if (same(verb, "cat")) {
        cat(whole);
    } else if (same(verb, "ls")) {
        list(whole);
    } else if (same(verb, "stat")) {
        stat(whole, 1);
    } else if (same(verb, "lstat")) {
        stat(whole, 0);
    } else if (same(verb, "say")) {
        say(whole);
        say("\n");
    } else if (same(verb, "complain")) {
        put(2, whole, length(whole));
        put(2, "\n", 1);
    } else if (same(verb, "sleep")) {
        sleep(number(whole));
    } else if (same(verb, "exit")) {
        proc_exit((u32)number(whole));
    } else {
        say("no such verb: ");
        say(verb);
        say("\n");
        proc_exit(2);
    }
}

static void run(char **word, u32 count) {
    if (!count) {
        return;
    }
    if (count == 1) {
        if (same(word[0], "env")) {
            environment();
        } else if (same(word[0], "dirs")) {
            folders();
        } else if (same(word[0], "input")) {
            echo_input();
        } else if (same(word[0], "time")) {
            u64 now = 0;
            clock_time_get(0, 1, &now);
            say_number(now);
            say("\n");
        } else if (same(word[0], "trap")) {
            __builtin_trap();
        } else {
            one(word[0], "");
        }
    } else if (count == 2) {
        one(word[0], word[1]);
    } else if (same(word[0], "write")) {
        write_file(word[1], word[2], CREATE | TRUNCATE, 0);
    } else if (same(word[0], "new")) {
        write_file(word[1], word[2], CREATE | EXCLUSIVE, 0);
    } else if (same(word[0], "append")) {
        write_file(word[1], word[2], 0, 1);
    } else if (same(word[0], "resize")) {
        resize(word[1], number(word[2]));
    } else {
        two(word[0], word[1], word[2]);
    }
}

EXPORT(_start) void start(void) {
    u32 count;
    u32 bytes;
    args_sizes_get(&count, &bytes);
    if (count > 256 || bytes > sizeof text || args_get(words, text)) {
        proc_exit(3);
    }
    u32 from = 1;
    for (u32 at = 1; at <= count; at++) {
        if (at == count || same(words[at], "--")) {
            run(words + from, at - from);
            from = at + 1;
        }
    }
}

/* Raw calls, for pointers and counts that lie. Each returns the error number. */
EXPORT(raw_write) int raw_write(u32 fd, u32 vectors, u32 count, u32 written) {
    return fd_write(fd, (void *)vectors, count, (u32 *)written);
}
EXPORT(raw_read) int raw_read(u32 fd, u32 vectors, u32 count, u32 read) {
    return fd_read(fd, (void *)vectors, count, (u32 *)read);
}
EXPORT(raw_random) int raw_random(u32 to, u32 length) { return random_get((void *)to, length); }
EXPORT(raw_poll) int raw_poll(u32 in, u32 out, u32 count, u32 ready) {
    return poll_oneoff((void *)in, (void *)out, count, (u32 *)ready);
}
EXPORT(raw_open) int raw_open(u32 fd, u32 path, u32 length, u32 opened) {
    return path_open(fd, 0, (char *)path, length, 0, READ, 0, 0, (u32 *)opened);
}
EXPORT(raw_readdir) int raw_readdir(u32 fd, u32 to, u32 room, u64 cookie, u32 used) {
    return fd_readdir(fd, (void *)to, room, cookie, (u32 *)used);
}
EXPORT(raw_args) int raw_args(u32 table, u32 to) { return args_get((char **)table, (char *)to); }

// A program for WASI preview 1, without a C library: what a library would hide. It sees what its host grants and nothing
// else: arguments, an environment, three streams, and folders that are open before it starts.
//
//     GREETING=Hi wasi-hello Ada Bob   says "Hi, Ada!" and "Hi, Bob!", then, where a folder was granted, shows the
//                                      file greetings.txt in it; ends with 0, or with 1 where nobody was named
#include <guestbook.h>

// Each returns 0, or the number of an error. Results come back through pointers.
#define WASI(name) IMPORT(wasi_snapshot_preview1, name)
WASI(args_sizes_get) int args_sizes_get(uint32_t *count, uint32_t *bytes);
WASI(args_get) int args_get(char **args, char *text);
WASI(environ_sizes_get) int environ_sizes_get(uint32_t *count, uint32_t *bytes);
WASI(environ_get) int environ_get(char **variables, char *text);
WASI(fd_write) int fd_write(int fd, const void *pieces, int count, uint32_t *written);
WASI(fd_read) int fd_read(int fd, const void *pieces, int count, uint32_t *read);
WASI(fd_close) int fd_close(int fd);
WASI(path_open)
int path_open(int folder, int follow, const char *path, size_t length, int create, uint64_t rights,
              uint64_t inherited, int flags, int *fd);
WASI(proc_exit) _Noreturn void proc_exit(int code);

enum { OUT = 1, ERR = 2, FIRST_FOLDER = 3, RIGHT_TO_READ = 1 << 1 };

// A piece of memory to write from or read to, as the host takes it: pointer and length, 4 bytes each.
struct piece {
    const void *at;
    size_t length;
};

// A write may take less than it was given; what is left is written next.
static void put(int fd, const char *bytes, size_t length) {
    while (length) {
        struct piece piece = {bytes, length};
        uint32_t written;
        if (fd_write(fd, &piece, 1, &written) || !written) proc_exit(2);
        bytes += written;
        length -= written;
    }
}

static void say(int fd, const char *text) {
    put(fd, text, strlen(text));
}

// The value of an environment variable, or 0. All of them come at once, as NAME=VALUE texts and pointers to them.
static const char *variable(const char *name) {
    uint32_t count, bytes;
    if (environ_sizes_get(&count, &bytes) || !count) return 0;
    char **all = bump_alloc(count * sizeof *all);
    char *text = bump_alloc(bytes);
    if (!all || !text || environ_get(all, text)) return 0;
    size_t length = strlen(name);
    for (uint32_t i = 0; i < count; i++) {
        if (strlen(all[i]) > length && !memcmp(all[i], name, length) && all[i][length] == '=') return all[i] + length + 1;
    }
    return 0;
}

// There is no path from the root: a file is named from a folder that was granted. A missing one is no error here.
static void show(const char *path) {
    int fd;
    if (path_open(FIRST_FOLDER, 0, path, strlen(path), 0, RIGHT_TO_READ, 0, 0, &fd)) return;
    char room[256];
    struct piece piece = {room, sizeof room};
    uint32_t got;
    while (!fd_read(fd, &piece, 1, &got) && got) put(OUT, room, got);
    fd_close(fd);
}

// _start is where a host begins a program; it has no arguments and no result.
EXPORT(_start) void start(void) {
    uint32_t count, bytes;
    if (args_sizes_get(&count, &bytes)) proc_exit(2);
    char **args = bump_alloc(count * sizeof *args);
    char *text = bump_alloc(bytes);
    if (!args || !text || args_get(args, text)) proc_exit(2);
    const char *greeting = variable("GREETING");
    for (uint32_t i = 1; i < count; i++) { // the first is the program's own name
        say(OUT, greeting ? greeting : "Hello");
        say(OUT, ", ");
        say(OUT, args[i]);
        say(OUT, "!\n");
    }
    show("greetings.txt");
    if (count < 2) {
        say(ERR, "nobody to greet: name somebody\n");
        proc_exit(1);
    }
}

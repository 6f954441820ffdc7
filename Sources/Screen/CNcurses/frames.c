#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

// curses writes after every movement of the cursor. Over ssh each write may become a packet, and a terminal shows the halves of a
// picture one after the other. So its file is exchanged for one in memory while it draws, and the whole goes out in one write.

static FILE *output;
static int terminal_file = -1;
static int memory_file = -1;
static char *copy;
static size_t copy_size;

static int open_memory(void) {
#ifdef __linux__
    return memfd_create("picture", MFD_CLOEXEC);
#else
    char name[] = "/tmp/countersign-XXXXXX";
    int file = mkstemp(name);
    if (file >= 0) {
        unlink(name);
        fcntl(file, F_SETFD, FD_CLOEXEC);
    }
    return file;
#endif
}

FILE *frames_open(void) {
    terminal_file = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    int file = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    memory_file = open_memory();
    output = file >= 0 ? fdopen(file, "w") : NULL;
    if (output == NULL && file >= 0) close(file);
    if (output == NULL || terminal_file < 0) frames_close();
    return output;
}

void frames_close(void) {
    if (output) fclose(output);
    if (terminal_file >= 0) close(terminal_file);
    if (memory_file >= 0) close(memory_file);
    free(copy);
    output = NULL;
    copy = NULL;
    copy_size = 0;
    terminal_file = memory_file = -1;
}

static void exchange(int file) {
#ifdef __linux__
    // A program that is started just then doesn't inherit the file.
    dup3(file, fileno(output), O_CLOEXEC);
#else
    dup2(file, fileno(output));
    fcntl(fileno(output), F_SETFD, FD_CLOEXEC);
#endif
}

void frames_begin(void) {
    // Without memory for it the picture goes out in pieces, as curses writes it.
    if (memory_file < 0 || lseek(memory_file, 0, SEEK_SET) < 0) return;
    exchange(memory_file);
}

void frames_end(void) {
    if (memory_file < 0) return;
    exchange(terminal_file);
    off_t length = lseek(memory_file, 0, SEEK_CUR);
    if (length <= 0) return;
    if ((size_t)length > copy_size) {
        char *larger = realloc(copy, (size_t)length);
        if (larger == NULL) {
            terminal_forget();
            return;
        }
        copy = larger;
        copy_size = (size_t)length;
    }
    ssize_t kept = pread(memory_file, copy, (size_t)length, 0);
    for (ssize_t done = 0; done < kept;) {
        ssize_t count = write(terminal_file, copy + done, (size_t)(kept - done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        done += count;
    }
}

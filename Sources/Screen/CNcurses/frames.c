#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

// curses writes after every movement of the cursor. Over ssh each write may become a packet, and a terminal shows the halves of a
// picture one after the other. So its file is exchanged for one in memory while it draws; what is kept there is sent in one write.

static FILE *output;
static int terminal_file = -1;
static int memory_file = -1;
static uint8_t *copy;
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

int frames_end(const uint8_t **bytes) {
    *bytes = NULL;
    if (memory_file < 0) return 0;
    exchange(terminal_file);
    off_t length = lseek(memory_file, 0, SEEK_CUR);
    if (length <= 0) return 0;
    if ((size_t)length > copy_size) {
        uint8_t *larger = realloc(copy, (size_t)length);
        if (larger == NULL) {
            terminal_forget();
            return 0;
        }
        copy = larger;
        copy_size = (size_t)length;
    }
    ssize_t kept = pread(memory_file, copy, (size_t)length, 0);
    if (kept <= 0) return 0;
    *bytes = copy;
    return (int)kept;
}

void terminal_send(const uint8_t *bytes, int count) {
    int file = terminal_file >= 0 ? terminal_file : STDOUT_FILENO;
    for (int done = 0; done < count;) {
        ssize_t written = write(file, bytes + done, (size_t)(count - done));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        done += (int)written;
    }
}

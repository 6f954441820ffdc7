#define _GNU_SOURCE 1
#define _DARWIN_C_SOURCE 1
#include "CPseudoTerminal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// Between fork and exec in a process with many threads, only calls that are safe inside a signal handler.
static void become(char *const arguments[], char *const environment[], const char *folder, const char *terminal) {
    setsid();
    int file = open(terminal, O_RDWR);
    if (file < 0) _exit(126);
    ioctl(file, TIOCSCTTY, 0);
    dup2(file, 0);
    dup2(file, 1);
    dup2(file, 2);
    if (file > 2) close(file);
    if (folder != NULL && chdir(folder) != 0) _exit(126);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(arguments[0], arguments, environment);
    _exit(127);
}

int start_on_terminal(
    char *const arguments[], char *const environment[], const char *folder, int columns, int rows, int *master, int *slave,
    struct termios *before
) {
    int first = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (first < 0 || grantpt(first) != 0 || unlockpt(first) != 0) return -1;
    // Several tests start programs at the same time, and ptsname has one buffer for all.
    char name[128];
    if (ptsname_r(first, name, sizeof name) != 0) return -1;
    int second = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (second < 0 || tcgetattr(second, before) != 0) return -1;
    struct winsize size = {(unsigned short)rows, (unsigned short)columns, 0, 0};
    ioctl(first, TIOCSWINSZ, &size);
    pid_t process = fork();
    if (process == 0) become(arguments, environment, folder, name);
    *master = first;
    *slave = second;
    return process;
}

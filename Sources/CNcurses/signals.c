#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static struct termios modes_before;
static bool modes_known;
// The one in use and the one that is being written: a handler may come at any time.
static char farewell_texts[2][512];
static volatile sig_atomic_t farewell_lengths[2];
static volatile sig_atomic_t farewell_number;
static volatile sig_atomic_t armed;
// The program that has the terminal while this one waits for it.
static volatile sig_atomic_t borrower;
// A crash is being answered, perhaps by another thread than the terminal's.
static volatile sig_atomic_t crashed;
static pthread_t owner;
static int wake_pipe[2] = {-1, -1};

static const int ending[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT};
static const int crashing[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS};
static const int noted[] = {SIGWINCH, SIGTSTP, SIGCONT};
#define COUNT(list) ((int)(sizeof(list) / sizeof(list[0])))

static struct sigaction before[NSIG];
static bool replaced[NSIG];

void signals_remember_modes(void) { modes_known = tcgetattr(STDIN_FILENO, &modes_before) == 0; }

void signals_arm(bool value) { armed = value; }

// Only calls that POSIX lists as safe inside a signal handler.
static void restore_terminal(void) {
    if (!armed) return;
    armed = 0;
    int saved = errno;
    int number = farewell_number;
    int length = farewell_lengths[number];
    for (int done = 0; done < length;) {
        ssize_t count = write(STDOUT_FILENO, farewell_texts[number] + done, (size_t)(length - done));
        if (count <= 0) break;
        done += (int)count;
    }
    if (modes_known) tcsetattr(STDIN_FILENO, TCSANOW, &modes_before);
    errno = saved;
}

static void at_exit(void) { restore_terminal(); }

// A program that has the terminal ends before this one does: otherwise it would go on reading keys beside the shell, in modes of
// its own. It may have work to save, but not for ever.
static void end_borrower(int number) {
    pid_t process = (pid_t)borrower;
    if (process <= 0) return;
    int saved = errno;
    borrower = 0;
    kill(process, number);
    kill(process, SIGCONT);
    pid_t ended = 0;
    for (int waited = 0; waited < 2000 && ended == 0; waited += 10) {
        ended = waitpid(process, NULL, WNOHANG);
        if (ended == 0) poll(NULL, 0, 10);
    }
    if (ended == 0) {
        kill(process, SIGKILL);
        waitpid(process, NULL, 0);
    }
    // Whatever it made of the terminal is put right.
    armed = 1;
    errno = saved;
}

// The thread that owns the terminal dies of the signal, so that no other write can follow the farewell.
static void die(int number) {
    if (!pthread_equal(pthread_self(), owner)) {
        pthread_kill(owner, number);
        return;
    }
    end_borrower(number);
    restore_terminal();
    struct sigaction plain;
    memset(&plain, 0, sizeof plain);
    plain.sa_handler = SIG_DFL;
    sigemptyset(&plain.sa_mask);
    sigaction(number, &plain, NULL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, number);
    raise(number);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
}

// A fault happens again when this returns, and goes to whoever handled it before, a backtracer for instance, with the terminal
// already given back. A signal that was only sent would not come again: it ends the process here.
static void crash(int number, siginfo_t *info, void *context) {
    (void)context;
    crashed = 1;
    end_borrower(SIGHUP);
    restore_terminal();
    if (info->si_code > 0) {
        sigaction(number, &before[number], NULL);
    } else {
        signal(number, SIG_DFL);
        raise(number);
    }
}

void signals_stand_still_if_crashed(void) {
    while (crashed) pause();
}

static void note(int number) {
    int saved = errno;
    char byte = number == SIGWINCH ? 'W' : number == SIGTSTP ? 'Z' : 'C';
    if (write(wake_pipe[1], &byte, 1) < 0) errno = saved;
    errno = saved;
}

static void replace(int number, void (*handler)(int), int flags) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    if (flags & SA_SIGINFO) {
        action.sa_sigaction = (void (*)(int, siginfo_t *, void *))handler;
    } else {
        action.sa_handler = handler;
    }
    action.sa_flags = flags;
    sigfillset(&action.sa_mask);
    struct sigaction old;
    sigaction(number, &action, &old);
    if (!replaced[number]) before[number] = old;
    replaced[number] = true;
}

static bool was_ignored(int number) {
    struct sigaction now;
    return sigaction(number, NULL, &now) == 0 && !(now.sa_flags & SA_SIGINFO) && now.sa_handler == SIG_IGN;
}

void signals_set_farewell(const char *farewell, int length) {
    int number = !farewell_number;
    if (length > (int)sizeof farewell_texts[number]) length = (int)sizeof farewell_texts[number];
    memcpy(farewell_texts[number], farewell, (size_t)length);
    farewell_lengths[number] = length;
    farewell_number = number;
}

void signals_install(const char *farewell, int length) {
    static bool once;
    static char stack[64 * 1024];
    owner = pthread_self();
    signals_set_farewell(farewell, length);
    armed = 1;
    if (!once) {
        // A stack overflow leaves no stack to handle it on.
        stack_t alternate;
        memset(&alternate, 0, sizeof alternate);
        alternate.ss_sp = stack;
        alternate.ss_size = sizeof stack;
        stack_t current;
        if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) sigaltstack(&alternate, NULL);
        atexit(at_exit);
        once = true;
    }
    // Threads of a pool block every signal; this one has to answer for the terminal.
    sigset_t answered;
    sigemptyset(&answered);
    for (int i = 0; i < COUNT(ending); i++) sigaddset(&answered, ending[i]);
    for (int i = 0; i < COUNT(noted); i++) sigaddset(&answered, noted[i]);
    pthread_sigmask(SIG_UNBLOCK, &answered, NULL);
    // nohup's choice stands.
    for (int i = 0; i < COUNT(ending); i++)
        if (!was_ignored(ending[i])) replace(ending[i], die, SA_RESTART);
    for (int i = 0; i < COUNT(crashing); i++) replace(crashing[i], (void (*)(int))crash, SA_ONSTACK | SA_SIGINFO);
    for (int i = 0; i < COUNT(noted); i++) replace(noted[i], note, SA_RESTART);
}

void signals_remove(void) {
    armed = 0;
    for (int number = 1; number < NSIG; number++) {
        if (!replaced[number]) continue;
        sigaction(number, &before[number], NULL);
        replaced[number] = false;
    }
}

// A handler, not SIG_IGN: a program that is started now inherits what is ignored, but not what is handled.
static void leave_to_child(int number) { (void)number; }

void signals_ignore_keyboard(bool ignored) {
    if (ignored) {
        replace(SIGINT, leave_to_child, SA_RESTART);
        replace(SIGQUIT, leave_to_child, SA_RESTART);
        replace(SIGTSTP, leave_to_child, SA_RESTART);
    } else {
        replace(SIGINT, die, SA_RESTART);
        replace(SIGQUIT, die, SA_RESTART);
        replace(SIGTSTP, note, SA_RESTART);
    }
}

bool signals_open_pipe(void) {
    if (wake_pipe[0] >= 0) return true;
    if (pipe(wake_pipe) != 0) return false;
    for (int i = 0; i < 2; i++) {
        fcntl(wake_pipe[i], F_SETFD, FD_CLOEXEC);
        fcntl(wake_pipe[i], F_SETFL, fcntl(wake_pipe[i], F_GETFL) | O_NONBLOCK);
    }
    return true;
}

void terminal_wake(void) {
    if (wake_pipe[1] < 0) return;
    char byte = 'w';
    // A full pipe wakes just as well.
    if (write(wake_pipe[1], &byte, 1) < 0) return;
}

int signals_wait(int milliseconds) {
    struct pollfd files[2] = {{STDIN_FILENO, POLLIN, 0}, {wake_pipe[0], POLLIN, 0}};
    int ready = poll(files, 2, milliseconds);
    if (ready <= 0) return 0;
    int events = 0;
    if (files[0].revents & (POLLHUP | POLLERR | POLLNVAL)) events |= TERMINAL_HANGUP;
    if (files[0].revents & POLLIN) events |= TERMINAL_INPUT;
    if (files[1].revents & POLLIN) {
        char bytes[256];
        ssize_t count;
        while ((count = read(wake_pipe[0], bytes, sizeof bytes)) > 0) {
            for (ssize_t i = 0; i < count; i++) {
                switch (bytes[i]) {
                case 'W': events |= TERMINAL_RESIZED; break;
                case 'Z': events |= TERMINAL_STOP; break;
                case 'C': events |= TERMINAL_CONTINUED; break;
                default: events |= TERMINAL_WOKEN;
                }
            }
        }
    }
    return events;
}

static void stop(void (*handler_afterwards)(int)) {
    struct sigaction plain;
    memset(&plain, 0, sizeof plain);
    plain.sa_handler = SIG_DFL;
    sigemptyset(&plain.sa_mask);
    sigaction(SIGTSTP, &plain, NULL);
    raise(SIGTSTP);
    replace(SIGTSTP, handler_afterwards, SA_RESTART);
}

void signals_stop(void) { stop(note); }

int terminal_lend(int process) {
    borrower = process;
    int status = 0;
    while (true) {
        pid_t answer = waitpid(process, &status, WUNTRACED);
        if (answer < 0 && errno == EINTR) continue;
        if (answer < 0 || !WIFSTOPPED(status)) break;
        // Without a handler of this file's, this process was stopped together with the program.
        if (!replaced[SIGTSTP]) continue;
        stop(leave_to_child);
        kill(process, SIGCONT);
    }
    borrower = 0;
    return status;
}

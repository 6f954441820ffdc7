#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
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
// The thread that waits for keys will hear of a signal that asks for the end.
static volatile sig_atomic_t heeds;
// The signal that asked for it.
static volatile sig_atomic_t asked;
// How long the program may take to put away what it has, in seconds.
static const unsigned patience = 2;

static const int asking[] = {SIGHUP, SIGINT, SIGTERM};
// What else ends a process. Who sends these does not ask: nothing is left but to give the terminal back.
static const int ending[] = {
    SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGPIPE, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ,
#ifdef SIGEMT
    SIGEMT,
#endif
#ifdef __linux__
    SIGIO, SIGPWR,
#ifdef SIGSTKFLT
    SIGSTKFLT,
#endif
#endif
};
static const int crashing[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS};
static const int noted[] = {SIGWINCH, SIGTSTP, SIGCONT};
#define COUNT(list) ((int)(sizeof(list) / sizeof(list[0])))

static struct sigaction before[NSIG];
static bool replaced[NSIG];

void signals_remember_modes(void) { modes_known = tcgetattr(STDIN_FILENO, &modes_before) == 0; }

void signals_arm(bool value) { armed = value; }

void signals_heed(bool value) { heeds = value; }

bool terminal_is_to_end(void) { return asked != 0; }

// Only calls that POSIX lists as safe inside a signal handler.
static void restore_terminal(void) {
    if (!armed) return;
    armed = 0;
    int saved = errno;
    int number = farewell_number;
    int length = farewell_lengths[number];
    // A terminal that takes nothing any more keeps nobody from ending.
    int flags = fcntl(STDOUT_FILENO, F_GETFL);
    if (flags >= 0) fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
    struct pollfd file = {STDOUT_FILENO, POLLOUT, 0};
    for (int done = 0; done < length;) {
        ssize_t count = write(STDOUT_FILENO, farewell_texts[number] + done, (size_t)(length - done));
        if (count > 0) done += (int)count;
        else if (count == 0 || errno != EAGAIN || poll(&file, 1, 500) <= 0) break;
    }
    if (flags >= 0) fcntl(STDOUT_FILENO, F_SETFL, flags);
    if (modes_known) tcsetattr(STDIN_FILENO, TCSANOW, &modes_before);
    errno = saved;
}

static void end_by(int number) {
    signal(number, SIG_DFL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, number);
    raise(number);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
}

// Whoever waits for a process that a signal asked to end is told of the signal, whatever the program did before it ended.
static void at_exit(void) {
    restore_terminal();
    if (!asked) return;
    fflush(NULL);
    end_by(asked);
}

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

static bool asks(int number) {
    for (int i = 0; i < COUNT(asking); i++)
        if (asking[i] == number) return true;
    return false;
}

// The thread that owns the terminal dies of the signal, so that no other write can follow the farewell.
static void die(int number) {
    if (!pthread_equal(pthread_self(), owner)) {
        pthread_kill(owner, number);
        return;
    }
    // The alarm is this file's own where a signal asked for the end, and the end did not come.
    int cause = number == SIGALRM && asked ? asked : number;
    // To another program, any other signal may mean anything.
    end_borrower(asks(cause) ? cause : SIGHUP);
    restore_terminal();
    end_by(cause);
}

static void answer(int number, void (*handler)(int), int flags, struct sigaction *old) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    if (flags & SA_SIGINFO) {
        action.sa_sigaction = (void (*)(int, siginfo_t *, void *))handler;
    } else {
        action.sa_handler = handler;
    }
    action.sa_flags = flags;
    sigfillset(&action.sa_mask);
    sigaction(number, &action, old);
}

static void wake_with(char byte) {
    int saved = errno;
    // A full pipe wakes just as well.
    if (write(wake_pipe[1], &byte, 1) < 0) errno = saved;
}

// The program ends by itself, after it has put away what it has; but it does end. A lost terminal is told of more than once.
static void ask(int number) {
    if (!heeds) {
        die(number);
        return;
    }
    if (!asked) {
        asked = number;
        answer(SIGALRM, die, SA_RESTART, NULL);
        alarm(patience);
    }
    wake_with('E');
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

static void note(int number) { wake_with(number == SIGWINCH ? 'W' : number == SIGTSTP ? 'Z' : 'C'); }

static void replace(int number, void (*handler)(int), int flags) {
    struct sigaction old;
    answer(number, handler, flags, &old);
    if (!replaced[number]) before[number] = old;
    replaced[number] = true;
}

static bool is_left_to(int number, void (*handler)(int)) {
    struct sigaction now;
    return sigaction(number, NULL, &now) == 0 && !(now.sa_flags & SA_SIGINFO) && now.sa_handler == handler;
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
    heeds = 1;
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
    for (int i = 0; i < COUNT(asking); i++) sigaddset(&answered, asking[i]);
    for (int i = 0; i < COUNT(ending); i++) sigaddset(&answered, ending[i]);
    for (int i = 0; i < COUNT(noted); i++) sigaddset(&answered, noted[i]);
    pthread_sigmask(SIG_UNBLOCK, &answered, NULL);
    // nohup's choice stands.
    for (int i = 0; i < COUNT(asking); i++)
        if (!is_left_to(asking[i], SIG_IGN)) replace(asking[i], ask, SA_RESTART);
    // So does that of a profiler, which lives by signals; a backtracer comes too late for the terminal.
    for (int i = 0; i < COUNT(ending); i++) {
        bool is_free = ending[i] == SIGQUIT ? !is_left_to(SIGQUIT, SIG_IGN) : is_left_to(ending[i], SIG_DFL);
        if (is_free) replace(ending[i], die, SA_RESTART);
    }
    for (int i = 0; i < COUNT(crashing); i++) replace(crashing[i], (void (*)(int))crash, SA_ONSTACK | SA_SIGINFO);
    for (int i = 0; i < COUNT(noted); i++) replace(noted[i], note, SA_RESTART);
}

void signals_remove(void) {
    armed = 0;
    // The end that was asked for is near, and still must not fail to come.
    if (asked) return;
    heeds = 0;
    for (int number = 1; number < NSIG; number++) {
        if (!replaced[number]) continue;
        sigaction(number, &before[number], NULL);
        replaced[number] = false;
    }
}

// A handler, not SIG_IGN: a program that is started now inherits what is ignored, but not what is handled.
static void leave_to_child(int number) { (void)number; }

void signals_ignore_keyboard(bool ignored) {
    // nohup's choice stands here too.
    if (replaced[SIGINT]) replace(SIGINT, ignored ? leave_to_child : ask, SA_RESTART);
    if (replaced[SIGQUIT]) replace(SIGQUIT, ignored ? leave_to_child : die, SA_RESTART);
    if (replaced[SIGTSTP]) replace(SIGTSTP, ignored ? leave_to_child : note, SA_RESTART);
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
                case 'E': break;
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

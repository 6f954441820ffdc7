#ifndef COUNTERSIGN_CPSEUDOTERMINAL_H
#define COUNTERSIGN_CPSEUDOTERMINAL_H

#include <termios.h>

/// Starts a program as the leader of a session of its own, with a new pseudo-terminal as its controlling terminal.
///
/// Both ends of the terminal are handed out; holding the second keeps the terminal when the program has gone. `before` gets the
/// terminal's modes as the program finds them. -1 when it can't be done.
int start_on_terminal(
    char *const arguments[], char *const environment[], const char *folder, int columns, int rows, int *master, int *slave,
    struct termios *before
);

#endif

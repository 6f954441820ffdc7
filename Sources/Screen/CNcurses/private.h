#ifndef COUNTERSIGN_CNCURSES_PRIVATE_H
#define COUNTERSIGN_CNCURSES_PRIVATE_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#ifndef _DARWIN_C_SOURCE
#define _DARWIN_C_SOURCE 1
#endif

#include "CNcurses.h"

#include <stdio.h>

/// The file that curses writes to: the terminal, but between the next two calls a store in memory. NULL when it can't be had.
FILE *frames_open(void);
/// Closes it.
void frames_close(void);
/// From here on what curses writes is kept.
void frames_begin(void);
/// What was kept since, which stands there until the next call; none where curses wrote it to the terminal itself.
int frames_end(const uint8_t **bytes);
/// Whether the terminal set up last is known, or was promised, to take 24-bit colours that its description doesn't have.
bool direct_can_be_described(bool is_promised);
/// Its description without scrolling, and with 24-bit colours where wanted, as curses reads it from TERMINFO, to be freed; NULL when
/// it can't be made.
char *description(const char *name, bool has_direct_colours);
/// Notes the terminal's modes before curses touches them.
void signals_remember_modes(void);
/// Installs the handlers; `farewell` is what gives the screen back when curses can't be called any more.
void signals_install(const char *farewell, int length);
/// Another farewell from here on.
void signals_set_farewell(const char *farewell, int length);
/// Where the process is dying of a crash, the terminal has had its farewell: the thread that would take it again never returns.
void signals_stand_still_if_crashed(void);
/// Puts back the handlers that were there before, unless the process is about to end.
void signals_remove(void);
/// From here on a dying process writes no farewell (the terminal is already as it was), or does so again.
void signals_arm(bool armed);
/// Whether `terminal_is_to_end` will be asked: if not, a signal that asks for the end ends the process at once.
void signals_heed(bool heeds);
/// Signals of the keyboard belong to a child process for a while.
void signals_ignore_keyboard(bool ignored);
/// Opens the pipe by which handlers and other threads end a wait.
bool signals_open_pipe(void);
/// Waits on standard input and the pipe.
int signals_wait(int milliseconds);
/// Stops the process with the default action of SIGTSTP.
void signals_stop(void);

#endif

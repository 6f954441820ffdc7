/// The terminal as C sees it: ncursesw, the terminal's modes, and the signals that must not leave it in disorder.
///
/// Swift can't import curses' macros, variadic calls and `cchar_t`; and what runs inside a signal handler has to be C.
#ifndef COUNTERSIGN_CNCURSES_H
#define COUNTERSIGN_CNCURSES_H

#include <stdbool.h>
#include <stdint.h>

/// Why a terminal could not be opened.
enum terminal_problem {
    TERMINAL_OK = 0,
    TERMINAL_NOT_A_TERMINAL = 1,
    TERMINAL_UNNAMED = 2,
    TERMINAL_UNKNOWN = 3,
    TERMINAL_TOO_SIMPLE = 4,
    TERMINAL_FAILED = 5,
};

/// What ended a wait; several at once are possible.
enum terminal_event {
    TERMINAL_INPUT = 1,
    TERMINAL_WOKEN = 2,
    TERMINAL_RESIZED = 4,
    TERMINAL_STOP = 8,
    TERMINAL_CONTINUED = 16,
    TERMINAL_HANGUP = 32,
};

/// What a read gave.
enum terminal_read_kind {
    TERMINAL_NOTHING = 0,
    TERMINAL_CHARACTER = 1,
    TERMINAL_KEY = 2,
};

/// Keys that curses names by macros; function key N is `TERMINAL_KEY_F0 + N`.
enum terminal_key {
    TERMINAL_KEY_UP = 1, TERMINAL_KEY_DOWN, TERMINAL_KEY_LEFT, TERMINAL_KEY_RIGHT, TERMINAL_KEY_HOME, TERMINAL_KEY_END,
    TERMINAL_KEY_PAGE_UP, TERMINAL_KEY_PAGE_DOWN, TERMINAL_KEY_BACKSPACE, TERMINAL_KEY_DELETE, TERMINAL_KEY_INSERT,
    TERMINAL_KEY_ENTER, TERMINAL_KEY_BACKTAB, TERMINAL_KEY_RESIZE, TERMINAL_KEY_PASTE_BEGIN, TERMINAL_KEY_PASTE_END,
    TERMINAL_KEY_MOUSE, TERMINAL_KEY_REPORT, TERMINAL_KEY_OTHER,
    TERMINAL_KEY_F0 = 100,
};

/// Attributes of a cell.
enum terminal_attribute {
    TERMINAL_BOLD = 1,
    TERMINAL_UNDERLINE = 2,
    TERMINAL_REVERSE = 4,
    TERMINAL_DIM = 8,
};

/// Takes the terminal on standard input and output: alternate screen, keys one by one, no echo.
///
/// `name` is the terminal's type; without `colours` no sequence that concerns colours is ever sent; `direct` says that the terminal
/// takes 24-bit colours, whatever its description says.
int terminal_open(const char *name, bool colours, bool direct);
/// Gives the terminal back as it was found.
void terminal_close(void);
/// Gives the terminal back for a while, to a child process.
void terminal_leave(void);
/// Takes it again; the next paint draws everything.
void terminal_enter(void);
/// Waits for the end of a program that was started to have the terminal, and gives its status as `waitpid` does.
///
/// When the program is stopped from the keyboard this process stops too, so that the shell has the terminal, and both go on together.
/// A signal that ends this process ends the program first.
int terminal_lend(int process);
/// Gives the terminal back, stops this process as the shell expects of Ctrl-Z, and takes the terminal again when continued, unless
/// a signal asked for the end meanwhile.
void terminal_stop(void);
/// Whether a signal asked for the end: SIGHUP, SIGINT or SIGTERM. The process then ends of it when it exits, and two seconds later if
/// it has not; every other signal that ends a process, but for real-time ones, does so at once. The terminal is given back first.
bool terminal_is_to_end(void);

/// Waits for input or another event; a negative time waits for ever. The result is a set of `terminal_event`.
int terminal_wait(int milliseconds);
/// Makes `terminal_wait` return; callable from every thread.
void terminal_wake(void);
/// The next character or key, without waiting.
int terminal_read(uint32_t *value);
/// Whether a `terminal_read` would find something after at most this time.
bool terminal_has_input(int milliseconds);
/// Throws away what was typed ahead.
void terminal_flush_input(void);
/// Reads the terminal's size again after it changed.
void terminal_resize(void);

/// The size in cells.
int terminal_columns(void);
int terminal_rows(void);
/// How many colours curses can name here: 0, 8, 16, 256 or 1 << 24.
int terminal_colours(void);
/// How many pairs of colours curses can keep at once.
int terminal_pairs(void);
/// Whether the terminal has default colours of its own.
bool terminal_has_default_colours(void);
/// Whether characters beyond ASCII can be written.
bool terminal_is_unicode(void);
/// The number of cells that the C library, and so curses, gives to a character; negative when it can't be written.
int terminal_character_width(uint32_t scalar);

/// Makes a pair of colours; -1 is the terminal's default.
void terminal_define_pair(int pair, int foreground, int background);
/// Puts a character with its combining marks into a cell.
void terminal_put(int row, int column, const uint32_t *scalars, int count, int attributes, int pair);
/// A cell with a single character of one column.
struct terminal_cell {
    uint32_t scalar;
    int attributes;
    int pair;
};
/// Puts cells beside each other, the first at the column.
void terminal_put_run(int row, int column, const struct terminal_cell *cells, int count);
/// Shows the cursor in a cell; a negative row hides it.
void terminal_cursor(int row, int column);
/// Asks the terminal for presses of the mouse, or no longer; a press comes as `TERMINAL_KEY_MOUSE` and `button;column;row` with an M
/// after it, or an m for a release.
void terminal_mouse(bool on);
/// Gives the terminal a text for its clipboard, in base64; false when it is none that could take it.
bool terminal_copy(const char *base64);
/// Draws what changed; gives what is to be sent for it, which stands there until the next call.
int terminal_draw(const uint8_t **bytes);
/// Sends bytes to the terminal, in one write where it takes them at once.
void terminal_send(const uint8_t *bytes, int count);
/// Whether colours and attributes are said as in ECMA-48.
bool terminal_takes_ansi_looks(void);
/// Whether the terminal's own two colours can be named one by one.
bool terminal_names_default_colours(void);
/// Forgets what stands on the terminal, so that the next `terminal_draw` draws everything.
void terminal_forget(void);

#endif

#include "private.h"

#include <curses.h>
#include <locale.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#ifndef CCHARW_MAX
#define CCHARW_MAX 5
#endif

enum { paste_begin = 0x7000, paste_end = 0x7001, mouse_begin = 0x7002, report = 0x7003 };

static SCREEN *screen;
static bool uses_colours;
static bool has_default_colours;
static bool speaks_xterm;
static bool takes_mouse;
static char collected[512];
static int collected_length;

// xterm's private modes: marked pastes, and no reordering of right-to-left text by the terminal itself.
static const char xterm_on[] = "\033[?2004h\033[8l";
static const char xterm_off[] = "\033[?2004l\033[8h";
// Presses of the mouse and its wheel, with places beyond column 223.
static const char mouse_on[] = "\033[?1000h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1000l";

static int collect(int byte) {
    if (collected_length < (int)sizeof collected) collected[collected_length++] = (char)byte;
    return byte;
}

static void collect_capability(const char *name) {
    char *text = tigetstr(name);
    if (text != NULL && text != (char *)-1) tputs(text, 1, collect);
}

static void collect_plain(const char *text) {
    while (*text) collect(*text++);
}

static void write_plain(const char *text) {
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t count = write(STDOUT_FILENO, text, length);
        if (count <= 0) return;
        text += count;
        length -= (size_t)count;
    }
}

static void xterm_modes(bool on) {
    if (speaks_xterm) write_plain(on ? xterm_on : xterm_off);
    if (takes_mouse) write_plain(on ? mouse_on : mouse_off);
}

// Said even where curses believes that it is shown.
static void show_cursor(void) {
    curs_set(0);
    curs_set(1);
}

// What gives the screen back when curses can't be called any more.
static void prepare_farewell(void) {
    collected_length = 0;
    if (takes_mouse) collect_plain(mouse_off);
    if (speaks_xterm) collect_plain(xterm_off);
    collect_capability("sgr0");
    if (uses_colours) collect_capability("op");
    collect_capability("cnorm");
    collect_capability("rmkx");
    collect_capability("rmcup");
    collect_plain("\r\n");
}

static void set_modes(void) {
    cbreak();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    meta(stdscr, TRUE);
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    // A picture is sent whole, whatever has been typed meanwhile.
    typeahead(-1);
    // Ctrl-S and Ctrl-Q are keys here, not flow control.
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) == 0) {
        modes.c_iflag &= (tcflag_t)~(IXON | IXOFF);
        // curses says what it means: nothing is left for the kernel to translate, which would cut a picture at each carriage return.
        modes.c_oflag &= (tcflag_t)~OPOST;
        // Ctrl-C is a key too: it takes back what is typed, and is asked about before it ends anything.
        modes.c_cc[VINTR] = _POSIX_VDISABLE;
        tcsetattr(STDIN_FILENO, TCSANOW, &modes);
        def_prog_mode();
    }
}

static void name_keys(void) {
    define_key("\033[200~", paste_begin);
    define_key("\033[201~", paste_end);
    define_key("\033[<", mouse_begin);
    define_key("\033[0n", report);
    // What terminals send beside their own description: both forms of the cursor keys, Home and End.
    define_key("\033[A", KEY_UP);
    define_key("\033[B", KEY_DOWN);
    define_key("\033[C", KEY_RIGHT);
    define_key("\033[D", KEY_LEFT);
    define_key("\033OA", KEY_UP);
    define_key("\033OB", KEY_DOWN);
    define_key("\033OC", KEY_RIGHT);
    define_key("\033OD", KEY_LEFT);
    define_key("\033[H", KEY_HOME);
    define_key("\033[F", KEY_END);
    define_key("\033OH", KEY_HOME);
    define_key("\033OF", KEY_END);
    define_key("\033[1~", KEY_HOME);
    define_key("\033[4~", KEY_END);
}

// Whether a terminal of this type, or this one in particular, takes UTF-8, as far as that can be known without asking it.
static bool takes_utf8(const char *terminal) {
#ifdef IUTF8
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) == 0 && (modes.c_iflag & IUTF8)) return true;
#endif
    // Those that came up, or were made over, when UTF-8 was everywhere; not what stands on a desk since the 1980s.
    const char *const names[] = {"xterm",  "tmux", "screen",  "rxvt-unicode", "st-",     "alacritty", "kitty",  "foot",
                                 "konsole", "vte",  "gnome",   "wezterm",      "iterm",   "iTerm",     "ghostty", "mintty",
                                 "contour", "putty", "nsterm", "xterm-kitty",  "eterm",   NULL};
    for (int i = 0; names[i]; i++)
        if (strncmp(terminal, names[i], strlen(names[i])) == 0) return true;
    return false;
}

// What a login brings along from elsewhere may be a locale that this system doesn't have; that it is UTF-8 is true all the same. Where
// nothing is said, as in many containers and jobs, the terminal decides; who says C or POSIX gets ASCII.
static void choose_locale(const char *terminal) {
    bool is_there = setlocale(LC_ALL, "") != NULL;
    const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *name = NULL;
    for (int i = 0; i < 3 && (name == NULL || *name == 0); i++) name = getenv(names[i]);
    bool is_said = name != NULL && *name != 0;
    if (is_said && is_there) return;
    bool is_utf8 = is_said ? strcasestr(name, "utf-8") != NULL || strcasestr(name, "utf8") != NULL : takes_utf8(terminal);
    if (is_utf8 && setlocale(LC_CTYPE, "C.UTF-8") == NULL) setlocale(LC_CTYPE, "en_US.UTF-8");
}

// A screen of curses for a terminal as it is described here; NULL where it can't be had.
static SCREEN *open_described(const char *name, bool has_direct_colours, FILE *output) {
    char *described = description(name, has_direct_colours);
    if (described == NULL) return NULL;
    const char *found = getenv("TERMINFO");
    char *before = found ? strdup(found) : NULL;
    setenv("TERMINFO", described, 1);
    SCREEN *opened = newterm(name, output, stdin);
    // What is started from here finds the variable as it was.
    if (before) setenv("TERMINFO", before, 1); else unsetenv("TERMINFO");
    free(before);
    free(described);
    return opened;
}

int terminal_open(const char *name, bool colours, bool direct) {
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return TERMINAL_NOT_A_TERMINAL;
    if (name == NULL || *name == 0) return TERMINAL_UNNAMED;
    choose_locale(name);
    int error = 0;
    // initscr ends the process when it doesn't know the terminal; this asks first.
    if (setupterm(name, STDOUT_FILENO, &error) != OK) return TERMINAL_UNKNOWN;
    char *address = tigetstr("cup");
    bool simple = address == NULL || address == (char *)-1 || tigetflag("hc") > 0;
    if (simple) return TERMINAL_TOO_SIMPLE;
    if (!signals_open_pipe()) return TERMINAL_FAILED;
    signals_remember_modes();
    set_escdelay(25);
    FILE *output = frames_open();
    if (output == NULL) return TERMINAL_FAILED;
    screen = open_described(name, colours && direct_can_be_described(direct), output);
    if (screen == NULL) screen = newterm(name, output, stdin);
    if (screen == NULL) {
        frames_close();
        return TERMINAL_FAILED;
    }
    set_term(screen);
    char *alternate = tigetstr("smcup");
    speaks_xterm = alternate != NULL && alternate != (char *)-1 && strstr(alternate, "?1049") != NULL;
    uses_colours = colours && has_colors();
    has_default_colours = uses_colours && start_color() == OK && use_default_colors() == OK;
    set_modes();
    name_keys();

    takes_mouse = false;
    prepare_farewell();
    signals_install(collected, collected_length);
    refresh();
    xterm_modes(true);
    return TERMINAL_OK;
}

void terminal_close(void) {
    if (screen == NULL) return;
    // It may have been given back already, and belong to another program since.
    if (!isendwin()) {
        xterm_modes(false);
        show_cursor();
        endwin();
    }
    takes_mouse = false;
    signals_remove();
    delscreen(screen);
    screen = NULL;
    frames_close();
}

static void give_back(void) {
    xterm_modes(false);
    show_cursor();
    endwin();
    signals_arm(false);
    signals_ignore_keyboard(true);
}

void terminal_leave(void) {
    give_back();
    signals_heed(false);
}

void terminal_enter(void) {
    signals_stand_still_if_crashed();
    signals_ignore_keyboard(false);
    signals_arm(true);
    signals_heed(true);
    reset_prog_mode();
    terminal_resize();
    clearok(stdscr, TRUE);
    refresh();
    xterm_modes(true);
}

void terminal_stop(void) {
    give_back();
    signals_stop();
    // A window that is closed wakes what was stopped in it only to end it.
    if (!terminal_is_to_end()) terminal_enter();
}

void terminal_resize(void) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        resizeterm(size.ws_row, size.ws_col);
    }
    // Whatever the terminal kept of the picture while it changed, also where it has its old size again by now.
    clearok(stdscr, TRUE);
}

int terminal_wait(int milliseconds) { return signals_wait(milliseconds); }

bool terminal_has_input(int milliseconds) {
    fd_set files;
    FD_ZERO(&files);
    FD_SET(STDIN_FILENO, &files);
    struct timeval time = {milliseconds / 1000, (milliseconds % 1000) * 1000};
    return select(STDIN_FILENO + 1, &files, NULL, NULL, &time) > 0;
}

static uint32_t key_of(wint_t code) {
    switch (code) {
    case KEY_UP: return TERMINAL_KEY_UP;
    case KEY_DOWN: return TERMINAL_KEY_DOWN;
    case KEY_LEFT: return TERMINAL_KEY_LEFT;
    case KEY_RIGHT: return TERMINAL_KEY_RIGHT;
    case KEY_HOME: return TERMINAL_KEY_HOME;
    case KEY_END: return TERMINAL_KEY_END;
    case KEY_PPAGE: return TERMINAL_KEY_PAGE_UP;
    case KEY_NPAGE: return TERMINAL_KEY_PAGE_DOWN;
    case KEY_BACKSPACE: return TERMINAL_KEY_BACKSPACE;
    case KEY_DC: return TERMINAL_KEY_DELETE;
    case KEY_IC: return TERMINAL_KEY_INSERT;
    case KEY_ENTER: return TERMINAL_KEY_ENTER;
    case KEY_BTAB: return TERMINAL_KEY_BACKTAB;
    case KEY_RESIZE: return TERMINAL_KEY_RESIZE;
    case paste_begin: return TERMINAL_KEY_PASTE_BEGIN;
    case paste_end: return TERMINAL_KEY_PASTE_END;
    case mouse_begin: return TERMINAL_KEY_MOUSE;
    case report: return TERMINAL_KEY_REPORT;
    default: break;
    }
    if (code > KEY_F0 && code <= KEY_F0 + 24) return TERMINAL_KEY_F0 + (code - KEY_F0);
    return TERMINAL_KEY_OTHER;
}

int terminal_read(uint32_t *value) {
    wint_t code = 0;
    switch (get_wch(&code)) {
    case OK: *value = (uint32_t)code; return TERMINAL_CHARACTER;
    case KEY_CODE_YES: *value = key_of(code); return TERMINAL_KEY;
    default: return TERMINAL_NOTHING;
    }
}

void terminal_flush_input(void) { flushinp(); }

int terminal_columns(void) { return COLS; }
int terminal_rows(void) { return LINES; }
int terminal_colours(void) { return uses_colours ? COLORS : 0; }
int terminal_pairs(void) { return uses_colours ? COLOR_PAIRS : 0; }
bool terminal_has_default_colours(void) { return has_default_colours; }

bool terminal_is_unicode(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

int terminal_character_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

void terminal_define_pair(int pair, int foreground, int background) {
#if defined(NCURSES_EXT_COLORS) && NCURSES_EXT_COLORS
    init_extended_pair(pair, foreground, background);
#else
    init_pair((short)pair, (short)foreground, (short)background);
#endif
}

static bool make_cell(cchar_t *cell, const wchar_t *text, int attributes, int pair) {
    attr_t look = A_NORMAL;
    if (attributes & TERMINAL_BOLD) look |= A_BOLD;
    if (attributes & TERMINAL_UNDERLINE) look |= A_UNDERLINE;
    if (attributes & TERMINAL_REVERSE) look |= A_REVERSE;
    if (attributes & TERMINAL_DIM) look |= A_DIM;
#if defined(NCURSES_EXT_COLORS) && NCURSES_EXT_COLORS
    int wide_pair = pair;
    return setcchar(cell, text, look, (short)(pair & 0x7fff), &wide_pair) == OK;
#else
    return setcchar(cell, text, look, (short)pair, NULL) == OK;
#endif
}

void terminal_put(int row, int column, const uint32_t *scalars, int count, int attributes, int pair) {
    wchar_t text[CCHARW_MAX + 1];
    if (count > CCHARW_MAX) count = CCHARW_MAX;
    for (int i = 0; i < count; i++) text[i] = (wchar_t)scalars[i];
    text[count] = 0;
    cchar_t cell;
    if (make_cell(&cell, text, attributes, pair)) mvadd_wch(row, column, &cell);
}

void terminal_put_run(int row, int column, const struct terminal_cell *cells, int count) {
    enum { most = 128 };
    cchar_t run[most];
    for (int done = 0; done < count;) {
        int length = 0;
        for (; length < most && done + length < count; length++) {
            const struct terminal_cell *cell = &cells[done + length];
            wchar_t text[2] = {(wchar_t)cell->scalar, 0};
            if (!make_cell(&run[length], text, cell->attributes, cell->pair)) return;
        }
        mvadd_wchnstr(row, column + done, run, length);
        done += length;
    }
}

void terminal_cursor(int row, int column) {
    if (row < 0) {
        curs_set(0);
    } else {
        curs_set(1);
        move(row, column);
    }
}

int terminal_draw(const uint8_t **bytes) {
    frames_begin();
    refresh();
    return frames_end(bytes);
}

bool terminal_takes_ansi_looks(void) {
    const char *const names[] = {"cup", "sgr0", "setaf"};
    for (int i = 0; i < 3; i++) {
        const char *text = tigetstr((char *)names[i]);
        // A terminal without colours has no name for one.
        if (text == NULL || text == (char *)-1) {
            if (i < 2) return false;
        } else if (strstr(text, "\033[") == NULL) {
            return false;
        }
    }
    return true;
}

bool terminal_names_default_colours(void) { return tigetflag("AX") > 0; }

void terminal_mouse(bool on) {
    if (!speaks_xterm || takes_mouse == on) return;
    takes_mouse = on;
    prepare_farewell();
    signals_set_farewell(collected, collected_length);
    write_plain(on ? mouse_on : mouse_off);
}

bool terminal_copy(const char *base64) {
    if (!speaks_xterm) return false;
    write_plain("\033]52;c;");
    write_plain(base64);
    write_plain("\033\\");
    return true;
}

void terminal_forget(void) { clearok(stdscr, TRUE); }

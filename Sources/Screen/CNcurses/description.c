#include "private.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

// The description that curses has of this terminal is written out again, with two changes, and read by curses in the compiled form,
// as hexadecimal digits from its variable TERMINFO: see term(5) and terminfo(5).
//
// Where 24-bit colours are to be had, red, green and blue stand in place of the palette: few systems have the descriptions for them
// (xterm-direct and its kin), and they fit few terminals.
//
// Scrolling and the repeating of characters are left out. Two panes beside each other seldom move together, so they save little; and
// what passes for a terminal somewhere, but can't scroll a region or several lines at once, would show remains of the last picture.

enum { most_bytes = 16384, extended_number_format = 01036 };

struct description {
    unsigned char bytes[most_bytes];
    size_t length;
    bool is_full;
    bool has_direct_colours;
};

static void put(struct description *out, int byte) {
    if (out->length < most_bytes) {
        out->bytes[out->length++] = (unsigned char)byte;
    } else {
        out->is_full = true;
    }
}

static void put_short(struct description *out, int value) {
    put(out, value & 255);
    put(out, value >> 8 & 255);
}

static void put_long(struct description *out, int value) {
    put_short(out, value & 65535);
    put_short(out, value >> 16 & 65535);
}

static void put_text(struct description *out, const char *text) {
    while (*text) put(out, *text++);
    put(out, 0);
}

static void make_even(struct description *out) {
    if (out->length % 2) put(out, 0);
}

static bool is_any(const char *name, const char *const *names) {
    for (; *names; names++)
        if (strcmp(name, *names) == 0) return true;
    return false;
}

static const char *direct_text_of(const char *name) {
    // The numbers up to 7 are left to the terminal's own eight colours.
    if (strcmp(name, "setaf") == 0)
        return "\033[%?%p1%{8}%<%t3%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m";
    if (strcmp(name, "setab") == 0)
        return "\033[%?%p1%{8}%<%t4%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m";
    return NULL;
}

static const char *text_of(const struct description *out, const char *name) {
    static const char *const palette[] = {"setaf", "setab", "setf", "setb", "initc", "initp", "oc", "scp", NULL};
    static const char *const unwanted[] = {"csr", "ind", "indn", "ri", "rin", "il", "il1", "dl", "dl1", "rep", NULL};
    if (out->has_direct_colours && is_any(name, palette)) return direct_text_of(name);
    if (is_any(name, unwanted)) return NULL;
    const char *text = tigetstr(name);
    return text == (const char *)-1 ? NULL : text;
}

static int number_of(const struct description *out, const char *name) {
    if (out->has_direct_colours && strcmp(name, "colors") == 0) return 1 << 24;
    if (out->has_direct_colours && strcmp(name, "pairs") == 0) return 1 << 15;
    int number = tigetnum(name);
    return number < 0 ? -1 : number;
}

static int count(NCURSES_CONST char *const *names) {
    int number = 0;
    while (names[number]) number++;
    return number;
}

static void describe(struct description *out, const char *name) {
    int flags = count(boolnames), numbers = count(numnames), strings = count(strnames);
    int table = 0;
    for (int i = 0; i < strings; i++) {
        const char *text = text_of(out, strnames[i]);
        if (text) table += (int)strlen(text) + 1;
    }
    put_short(out, extended_number_format);
    put_short(out, (int)strlen(name) + 1);
    put_short(out, flags);
    put_short(out, numbers);
    put_short(out, strings);
    put_short(out, table);
    put_text(out, name);
    for (int i = 0; i < flags; i++) {
        bool is_palette = out->has_direct_colours && strcmp(boolnames[i], "ccc") == 0;
        put(out, !is_palette && tigetflag(boolnames[i]) > 0);
    }
    make_even(out);
    for (int i = 0; i < numbers; i++) put_long(out, number_of(out, numnames[i]));
    int offset = 0;
    for (int i = 0; i < strings; i++) {
        const char *text = text_of(out, strnames[i]);
        put_short(out, text ? offset : -1);
        if (text) offset += (int)strlen(text) + 1;
    }
    for (int i = 0; i < strings; i++) {
        const char *text = text_of(out, strnames[i]);
        if (text) put_text(out, text);
    }
    // Two flags of curses' own: there are default colours, and a colour's number is its red, green and blue.
    make_even(out);
    put_short(out, 2);
    put_short(out, 0);
    put_short(out, 0);
    put_short(out, 2);
    put_short(out, 7);
    put(out, tigetflag("AX") > 0);
    put(out, out->has_direct_colours);
    put_short(out, 0);
    put_short(out, 3);
    put_text(out, "AX");
    put_text(out, "RGB");
}

bool direct_can_be_described(bool is_promised) {
    bool says_so = tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || tigetflag("Tc") > 0;
    int colours = tigetnum("colors");
    return (is_promised || says_so) && colours >= 8 && colours < 1 << 24;
}

char *description(const char *name, bool has_direct_colours) {
    struct description *out = calloc(1, sizeof *out);
    if (out == NULL) return NULL;
    out->has_direct_colours = has_direct_colours;
    describe(out, name);
    char *text = out->is_full ? NULL : malloc(5 + 2 * out->length);
    if (text != NULL) {
        static const char digits[] = "0123456789ABCDEF";
        memcpy(text, "hex:", 4);
        for (size_t i = 0; i < out->length; i++) {
            text[4 + 2 * i] = digits[out->bytes[i] >> 4];
            text[5 + 2 * i] = digits[out->bytes[i] & 15];
        }
        text[4 + 2 * out->length] = 0;
    }
    free(out);
    return text;
}

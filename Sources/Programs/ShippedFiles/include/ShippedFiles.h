/// The files that the program carries in itself: themes, contracts, and the demo.
#ifndef COUNTERSIGN_SHIPPEDFILES_H
#define COUNTERSIGN_SHIPPEDFILES_H

/// One file: its path (`themes/…`, `contracts/…`, `demo/…`) and its bytes.
struct shipped_file {
    const char *path;
    const unsigned char *bytes;
    long length;
};

/// The files, sorted by path.
extern const struct shipped_file shipped_files[];
/// How many there are.
extern const int shipped_file_count;

/// The file at a place of the table.
struct shipped_file shipped_file_at(int index);

#endif

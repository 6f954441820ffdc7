#include "ShippedFiles.h"

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wc23-extensions"
#endif

#include "shipped_files.inc"

struct shipped_file shipped_file_at(int index) { return shipped_files[index]; }

// Starting a program, with what the plain POSIX calls that Swift sees don't offer.
#ifndef COUNTERSIGN_CSPAWN_H
#define COUNTERSIGN_CSPAWN_H

#include <sys/types.h>

/// Makes a pipe whose ends no program inherits; returns 0 or an error number.
int countersign_pipe(int ends[_Nonnull 2]);

/// Starts a program in a folder and in a session of its own, with three descriptors as its input, output and error output, no other
/// descriptor, no signal blocked and none ignored; returns 0 or an error number, after which nothing was started.
int countersign_spawn(
    pid_t *_Nonnull leader, const char *_Nonnull path, char *_Nullable const arguments[_Nonnull],
    char *_Nullable const environment[_Nonnull], const char *_Nonnull folder, const int descriptors[_Nonnull 3]);

#endif

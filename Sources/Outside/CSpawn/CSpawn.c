#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

int countersign_pipe(int ends[2]) {
#if defined(__linux__)
    return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
#else
    if (pipe(ends) != 0) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}

static int add_actions(posix_spawn_file_actions_t *actions, const char *folder, const int descriptors[3]) {
    int code = 0;
    for (int place = 0; place < 3 && code == 0; place++) {
        code = posix_spawn_file_actions_adddup2(actions, descriptors[place], place);
    }
    if (code == 0) code = posix_spawn_file_actions_addchdir_np(actions, folder);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
    if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(actions, 3);
#endif
    return code;
}

static int set_attributes(posix_spawnattr_t *attributes) {
    // A session of its own is a group of its own, and has no terminal that it could draw on or read from.
    short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#if defined(__APPLE__)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int code = posix_spawnattr_setflags(attributes, flags);
    if (code == 0) code = posix_spawnattr_setsigmask(attributes, &none);
    if (code == 0) code = posix_spawnattr_setsigdefault(attributes, &all);
    return code;
}

int countersign_spawn(
    pid_t *leader, const char *path, char *const arguments[], char *const environment[], const char *folder,
    const int descriptors[3]) {
    // A pipe's end may itself have one of the three numbers, when this process was started without; it is moved out of their way.
    int moved[3] = {-1, -1, -1};
    int code = 0;
    for (int place = 0; place < 3 && code == 0; place++) {
        moved[place] = fcntl(descriptors[place], F_DUPFD_CLOEXEC, 3);
        if (moved[place] < 0) code = errno;
    }

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    if (code == 0) code = posix_spawn_file_actions_init(&actions);
    if (code == 0) {
        code = posix_spawnattr_init(&attributes);
        if (code == 0) {
            code = add_actions(&actions, folder, moved);
            if (code == 0) code = set_attributes(&attributes);
            if (code == 0) code = posix_spawn(leader, path, &actions, &attributes, arguments, environment);
            posix_spawnattr_destroy(&attributes);
        }
        posix_spawn_file_actions_destroy(&actions);
    }

    for (int place = 0; place < 3; place++) {
        if (moved[place] >= 0) close(moved[place]);
    }
    return code;
}

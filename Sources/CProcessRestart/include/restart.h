// A process that a fault ends starts itself again in its place, in C because little may be done inside a signal handler.
//
// Same process, same terminal, same arguments to its parent: execve puts a new image where the faulty one was. What was in
// flight is told to the new image in the variable HAIRTRIGGER_RESTARTED, as five numbers: the signal (0: no sign of life), and
// the place that `ht_restart_place` was last told. Signals that another process sent end this one as they always do.
#ifndef HAIRTRIGGER_RESTART_H
#define HAIRTRIGGER_RESTART_H

#include <stdint.h>

/// Adds an argument of the program's next start, its name first. Returns 0, or -1 where there is no memory or no room.
int ht_restart_argument(const char *text);

/// Disarms, and forgets the arguments.
void ht_restart_forget(void);

/// From now on SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE and SIGABRT of this process' own making start it again. To be called
/// by the main thread, whose stack may overflow. Returns 0, or -1 where it could not be set up.
int ht_restart_arm(void);

/// From now on they end it.
void ht_restart_disarm(void);

/// Says what is in flight.
void ht_restart_place(int64_t step, int64_t part, int64_t from, int64_t to);

/// Starts again now, from whichever thread; comes back only where it is not armed or the system refuses.
void ht_restart_now(void);

#endif

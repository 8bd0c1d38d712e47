#define _GNU_SOURCE
#include "restart.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { most_arguments = 64, handler_stack = 1 << 16 };
enum { disarmed, armed, restarting };

static const int faults[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
static const char name[] = "HAIRTRIGGER_RESTARTED=";

static char *arguments[most_arguments + 1];
static int argument_count;
static char **environment;
static char note[sizeof name + 5 * 21];
static _Atomic int64_t place[4];
static _Atomic int state = disarmed;
static char own_stack[handler_stack];

static char *append(char *to, int64_t number) {
  char digits[20];
  int count = 0;
  uint64_t rest = number < 0 ? 0 : (uint64_t)number;
  do digits[count++] = (char)('0' + rest % 10);
  while (rest /= 10);
  while (count > 0) *to++ = digits[--count];
  *to++ = ' ';
  return to;
}

static void start_again(int cause) {
  int expected = armed;
  if (!atomic_compare_exchange_strong(&state, &expected, restarting)) {
    // Another thread is at it; its execve ends this one.
    while (expected == restarting) pause();
    return;
  }
  memcpy(note, name, sizeof name - 1);
  char *end = append(note + sizeof name - 1, cause);
  for (int index = 0; index < 4; index++) end = append(end, atomic_load(&place[index]));
  end[-1] = 0;
  // The mask and what is ignored would go on to the new image.
  struct sigaction usual = {.sa_handler = SIG_DFL};
  sigaction(SIGINT, &usual, NULL);
  sigaction(SIGTERM, &usual, NULL);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
  execve("/proc/self/exe", arguments, environment);
  atomic_store(&state, disarmed);
}

static void handle(int number, siginfo_t *info, void *context) {
  (void)context;
  // Positive: by the kernel, for what this process did. abort() sends a signal to itself.
  if (info->si_code > 0 || info->si_pid == getpid()) start_again(number);
  struct sigaction usual = {.sa_handler = SIG_DFL};
  sigaction(number, &usual, NULL);
  raise(number);
}

int ht_restart_argument(const char *text) {
  if (argument_count >= most_arguments) return -1;
  char *copy = strdup(text);
  if (copy == NULL) return -1;
  arguments[argument_count++] = copy;
  return 0;
}

void ht_restart_forget(void) {
  ht_restart_disarm();
  // What they hold is not given back: a handler may be reading it.
  for (int index = 0; index < argument_count; index++) arguments[index] = NULL;
  argument_count = 0;
}

int ht_restart_arm(void) {
  extern char **environ;
  int count = 0;
  while (environ[count] != NULL) count++;
  environment = calloc((size_t)count + 2, sizeof *environment);
  if (environment == NULL || argument_count == 0) return -1;
  int kept = 0;
  for (int index = 0; index < count; index++) {
    if (strncmp(environ[index], name, sizeof name - 1) == 0) continue;
    environment[kept] = strdup(environ[index]);
    if (environment[kept++] == NULL) return -1;
  }
  environment[kept] = note;
  stack_t stack = {.ss_sp = own_stack, .ss_size = sizeof own_stack};
  if (sigaltstack(&stack, NULL) != 0) return -1;
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) {
    if (sigaction(faults[index], &action, NULL) != 0) return -1;
  }
  atomic_store(&state, armed);
  return 0;
}

void ht_restart_disarm(void) {
  int expected = armed;
  atomic_compare_exchange_strong(&state, &expected, disarmed);
}

void ht_restart_place(int64_t step, int64_t part, int64_t from, int64_t to) {
  atomic_store(&place[0], step);
  atomic_store(&place[1], part);
  atomic_store(&place[2], from);
  atomic_store(&place[3], to);
}

void ht_restart_now(void) { start_again(0); }

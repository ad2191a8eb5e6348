/* measure.c - commands timed in turn, so that what else the machine does
 * hits all of them.
 *
 *   measure ROUNDS NAME MEGABYTES COMMAND [NAME MEGABYTES COMMAND]...
 *
 * prints a table row each: medians of CPU and wall seconds, megabytes per CPU
 * second, peak memory, and the median of the ratios to the first command's
 * CPU seconds in the same round.  Of several rounds one goes before that does
 * not count. */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ROUNDS = 99, MOST_COMMANDS = 32 };

struct times {
    double cpu[MOST_ROUNDS], wall[MOST_ROUNDS], ratio[MOST_ROUNDS], peak;
    int status;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void run(const char *command, struct times *times, int round) {
    double start = now();
    struct rusage usage;
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 1);
        dup2(null, 2);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    wait4(child, &times->status, 0, &usage);
    times->wall[round] = now() - start;
    times->cpu[round] = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    double peak = (double)usage.ru_maxrss / 1024;
    times->peak = peak > times->peak ? peak : times->peak;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *numbers, int count) {
    qsort(numbers, (size_t)count, sizeof *numbers, by_size);
    return count % 2 ? numbers[count / 2]
                     : (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
}

int main(int argc, char **argv) {
    static struct times times[MOST_COMMANDS];
    int rounds = argc > 1 ? atoi(argv[1]) : 0, commands = (argc - 2) / 3;
    if (rounds < 1 || rounds > MOST_ROUNDS || commands < 1 ||
        commands > MOST_COMMANDS)
        return fprintf(stderr, "usage: measure ROUNDS NAME MB COMMAND...\n"), 2;
    for (int round = rounds > 1 ? -1 : 0; round < rounds; round++)
        for (int i = 0; i < commands; i++) {
            int at = round < 0 ? 0 : round;
            run(argv[4 + 3 * i], &times[i], at);
            times[i].ratio[at] = times[i].cpu[at] / times[0].cpu[at];
        }
    for (int i = 0; i < commands; i++) {
        double cpu = median(times[i].cpu, rounds);
        printf("| %s | %.3f | %.3f | %.1f | %.1f | %.2f |%s\n",
               argv[2 + 3 * i], cpu, median(times[i].wall, rounds),
               atof(argv[3 + 3 * i]) / cpu, times[i].peak,
               median(times[i].ratio, rounds),
               WIFEXITED(times[i].status) && WEXITSTATUS(times[i].status) < 2
                   ? ""
                   : " (failed)");
    }
    return 0;
}

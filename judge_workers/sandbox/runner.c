/* The runner: process 1 of a box. It runs one program after another for the judge outside, on a SEQPACKET socket.
 *
 * usage: runner SOCKET UID        with SOCKET a descriptor, or the path of a socket that waits for it
 *
 * Requests, one packet each (struct request, then NUL-ended strings; files as SCM_RIGHTS):
 *   'S' filter bytes       the seccomp program that every run gets
 *   'C' 1 to 4 files       cgroup.procs of the control groups that this process, and so every run, is in. To join for each run would cost
 *                          10 ms: the kernel waits for all its readers
 *   'P' path, 1 file       copy the file to path (mode in `limit`), with the folders before it
 *   'G' path               answer with path opened, if it is a regular file
 *   'W'                    empty /tmp, and /box too unless `limit` is 1
 *   'R' cwd, argv, env, 3 files (stdin, stdout, stderr)   run a program
 * Every request gets one struct answer.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_PACKET 65536
#define MAX_STRINGS 256
#define MAX_FDS 4

struct request {
    uint32_t op, argc, envc, processes;
    uint64_t cpu_us, wall_us, address_space, file_size, stack, limit;
};

struct answer {
    int32_t status, error;     /* status as of wait(); error: errno of what failed before the program ran */
    uint32_t flags, left_over; /* flags: 1 wall time exceeded, 2 CPU time exceeded */
    uint64_t wall_us, cpu_us, peak_kb, ended_us; /* ended: CLOCK_MONOTONIC */
};

static struct sock_filter filter[512];
static struct sock_fprog program = {0, filter};
static int control, uid, last_pid = -1;

static uint64_t now_us(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t)) return 0;
    return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint64_t us(struct timeval t) { return (uint64_t)t.tv_sec * 1000000 + t.tv_usec; }

static void write_to(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    if (write(fd, text, strlen(text)) < 0) { /* as it was, then */ }
    close(fd);
}

static void limit(int what, uint64_t soft, uint64_t hard) {
    struct rlimit r = {soft, hard};
    if (setrlimit(what, &r)) _exit(125);
}

static void drop_rights(void) {
    for (int cap = 0; cap < 64; cap++) prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
    if (uid && (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))) _exit(125);
    struct { uint32_t version; int pid; } head = {0x20080522, 0};
    uint32_t none[6] = {0};
    if (syscall(SYS_capset, &head, none)) _exit(125);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) _exit(125);
}

/* In the child. A failure is reported through `fail`, a pipe that exec closes. */
static void become(struct request *q, char **text, int *fds, int fail) {
    char *cwd = text[0], *argv[MAX_STRINGS], *env[MAX_STRINGS];
    uint32_t n = 0;
    for (uint32_t i = 0; i < q->argc; i++) argv[i] = text[1 + n++];
    argv[q->argc] = NULL;
    for (uint32_t i = 0; i < q->envc; i++) env[i] = text[1 + n++];
    env[q->envc] = NULL;
    setsid();
    write_to("/proc/self/oom_score_adj", "0");
    /* high first: a descriptor to be moved may stand where another one goes */
    for (int i = 0; i < 3; i++)
        if ((fds[i] = fcntl(fds[i], F_DUPFD, 64)) < 0) goto failed;
    for (int i = 0; i < 3; i++)
        if (dup2(fds[i], i) < 0) goto failed;
    if (fail != 3 && dup3(fail, 3, O_CLOEXEC) < 0) goto failed;
    fail = 3;
    syscall(SYS_close_range, 4, ~0u, 0);
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_NOFILE, 256, 256);
    limit(RLIMIT_MEMLOCK, 65536, 65536);
    limit(RLIMIT_MSGQUEUE, 0, 0);
    limit(RLIMIT_FSIZE, q->file_size, q->file_size);
    limit(RLIMIT_STACK, q->stack, q->stack);
    limit(RLIMIT_NPROC, q->processes, q->processes);
    limit(RLIMIT_CPU, q->cpu_us / 1000000 + 1, q->cpu_us / 1000000 + 2);
    if (q->address_space) limit(RLIMIT_AS, q->address_space, q->address_space);
    if (chdir(cwd)) goto failed;
    umask(022);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int s = 1; s < 32; s++) signal(s, SIG_DFL);
    drop_rights();
    if (program.len && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) goto failed;
    execve(argv[0], argv, env);
failed:;
    int why = errno;
    if (write(fail, &why, sizeof why) < 0) _exit(126);
    _exit(126);
}

static void run(struct request *q, char **text, int *fds, struct answer *a) {
    int report[2];
    if (pipe2(report, O_CLOEXEC)) { a->error = errno; return; }
    struct rusage before, after, own = {0};
    getrusage(RUSAGE_CHILDREN, &before);
    /* numbers begin anew for every run: how many processes an earlier one had is not to be read from them */
    if (last_pid >= 0 && pwrite(last_pid, "1", 1, 0) < 0) { /* a container without the right to */ }
    uint64_t began = now_us(CLOCK_MONOTONIC);
    pid_t pid = fork();
    if (pid < 0) { a->error = errno; close(report[0]); close(report[1]); return; }
    if (!pid) become(q, text, fds, report[1]);
    close(report[1]);
    clockid_t cpu;
    int has_clock = !clock_getcpuclockid(pid, &cpu);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    for (;;) {
        pid_t done = wait4(pid, &a->status, WNOHANG, &own);
        uint64_t wall = now_us(CLOCK_MONOTONIC) - began;
        if (done == pid) break;
        uint64_t used = has_clock ? now_us(cpu) : 0;
        if (wall > q->wall_us) a->flags |= 1;
        if (used > q->cpu_us) a->flags |= 2;
        if (a->flags) {
            a->ended_us = began + wall; /* who talks with it may see the end before we do */
            kill(pid, SIGKILL);
            wait4(pid, &a->status, 0, &own);
            break;
        }
        uint64_t nap = q->wall_us - wall + 1;
        if (has_clock && q->cpu_us - used + 1000 < nap) nap = q->cpu_us - used + 1000;
        if (nap > 20000) nap = 20000; /* orphans elsewhere may end first: their SIGCHLD is not what we wait for */
        struct timespec t = {nap / 1000000, nap % 1000000 * 1000};
        sigtimedwait(&child, NULL, &t);
    }
    uint64_t ended = now_us(CLOCK_MONOTONIC);
    a->wall_us = ended - began;
    if (!a->ended_us) a->ended_us = ended;
    /* everything it left behind: as process 1, -1 is the whole box but ourselves */
    kill(-1, SIGKILL);
    for (;;) {
        int status;
        pid_t gone = waitpid(-1, &status, 0);
        if (gone < 0 && errno == ECHILD) break;
        if (gone > 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) a->left_over++;
        kill(-1, SIGKILL);
    }
    getrusage(RUSAGE_CHILDREN, &after);
    a->cpu_us = us(after.ru_utime) + us(after.ru_stime) - us(before.ru_utime) - us(before.ru_stime);
    a->peak_kb = own.ru_maxrss;
    if (a->cpu_us > q->cpu_us) a->flags |= 2;
    if (read(report[0], &a->error, sizeof a->error) != sizeof a->error) a->error = 0;
    close(report[0]);
}

static int copy(const char *path, int from, mode_t mode) {
    char block[65536], folder[4096];
    for (size_t i = 1; path[i] && i < sizeof folder; i++)
        if (path[i] == '/') {
            memcpy(folder, path, i);
            folder[i] = 0;
            if (mkdir(folder, 0755) && errno != EEXIST && errno != EROFS) return errno;
        }
    unlink(path);
    int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (to < 0) return errno;
    off_t at = 0;
    ssize_t n;
    while ((n = pread(from, block, sizeof block, at)) > 0) {
        if (write(to, block, n) != n) { n = -1; break; }
        at += n;
    }
    int why = n < 0 ? errno : 0;
    fchmod(to, mode);
    close(to);
    return why;
}

/* Empties a folder. What stands in a folder below is moved up first, so that a tree of any depth needs two descriptors and no recursion. */
static void wipe(const char *path) {
    static unsigned long number;
    for (int found = 1; found;) {
        DIR *top = opendir(path);
        if (!top) return;
        found = 0;
        struct dirent *one, *below;
        while ((one = readdir(top))) {
            if (!strcmp(one->d_name, ".") || !strcmp(one->d_name, "..")) continue;
            if (!unlinkat(dirfd(top), one->d_name, 0)) continue;
            int fd = openat(dirfd(top), one->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (fd < 0) continue;
            fchmod(fd, 0700);
            DIR *folder = fdopendir(fd);
            if (!folder) { close(fd); continue; }
            while ((below = readdir(folder))) {
                if (!strcmp(below->d_name, ".") || !strcmp(below->d_name, "..")) continue;
                if (!unlinkat(dirfd(folder), below->d_name, 0)) continue;
                char name[32];
                for (int tries = 0; tries < 100; tries++) {
                    snprintf(name, sizeof name, "~%lu", number++);
                    if (!renameat(dirfd(folder), below->d_name, dirfd(top), name) || (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR)) break;
                }
            }
            closedir(folder);
            if (!unlinkat(dirfd(top), one->d_name, AT_REMOVEDIR)) found = 1;
        }
        closedir(top);
    }
}

int main(int argc, char **argv) {
    static char packet[MAX_PACKET];
    if (argc < 3) return 64;
    uid = atoi(argv[2]);
    if (argv[1][0] == '/') {
        struct sockaddr_un place = {.sun_family = AF_UNIX};
        strncpy(place.sun_path, argv[1], sizeof place.sun_path - 1);
        control = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
        if (connect(control, (struct sockaddr *)&place, sizeof place)) return 69;
    } else {
        control = atoi(argv[1]);
    }
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    last_pid = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
    for (int s = 1; s < 32; s++) signal(s, SIG_DFL);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_SETMASK, &child, NULL);
    for (;;) {
        struct iovec data = {packet, sizeof packet - 1};
        char space[CMSG_SPACE(sizeof(int) * MAX_FDS)];
        struct msghdr m = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
        ssize_t size = recvmsg(control, &m, MSG_CMSG_CLOEXEC);
        if (size < 0 && errno == EINTR) continue;
        if (size < (ssize_t)sizeof(struct request)) return 0; /* the judge is gone */
        packet[size] = 0;
        int fds[MAX_FDS] = {-1, -1, -1, -1}, count = 0;
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
            if (c->cmsg_type == SCM_RIGHTS) {
                count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
                memcpy(fds, CMSG_DATA(c), count * sizeof(int));
            }
        struct request *q = (struct request *)packet;
        char *text[MAX_STRINGS + 1], *p = packet + sizeof *q;
        int strings = 0;
        if (q->op != 'S')
            for (; p < packet + size && strings < MAX_STRINGS; p += strlen(p) + 1) text[strings++] = p;
        struct answer a = {0};
        int send_fd = -1;
        if (q->op == 'S') {
            size_t bytes = size - sizeof *q;
            if (bytes > sizeof filter) a.error = E2BIG;
            else { memcpy(filter, p, bytes); program.len = bytes / sizeof *filter; }
        } else if (q->op == 'C' && count) {
            for (int i = 0; i < count; i++)
                if (write(fds[i], "0", 1) != 1) a.error = errno;
            write_to("/proc/self/oom_score_adj", "-1000"); /* where memory is short, it is the program that has to go */
        } else if (q->op == 'P' && strings == 1 && count == 1) {
            a.error = copy(text[0], fds[0], q->limit);
        } else if (q->op == 'G' && strings == 1) {
            struct stat s;
            send_fd = open(text[0], O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
            if (send_fd < 0) a.error = errno;
            else if (fstat(send_fd, &s) || !S_ISREG(s.st_mode)) { a.error = EINVAL; close(send_fd); send_fd = -1; }
        } else if (q->op == 'W') {
            if (q->limit != 1) wipe("/box");
            wipe("/tmp");
        } else if (q->op == 'R' && count == 3 && strings == (int)(1 + q->argc + q->envc) && q->argc) {
            run(q, text, fds, &a);
        } else {
            a.error = EPROTO;
        }
        for (int i = 0; i < count; i++) close(fds[i]);
        struct iovec reply = {&a, sizeof a};
        struct msghdr out = {.msg_iov = &reply, .msg_iovlen = 1};
        if (send_fd >= 0) {
            out.msg_control = space;
            out.msg_controllen = CMSG_SPACE(sizeof(int));
            struct cmsghdr *c = CMSG_FIRSTHDR(&out);
            c->cmsg_level = SOL_SOCKET;
            c->cmsg_type = SCM_RIGHTS;
            c->cmsg_len = CMSG_LEN(sizeof(int));
            memcpy(CMSG_DATA(c), &send_fd, sizeof(int));
        }
        if (sendmsg(control, &out, MSG_NOSIGNAL) < 0) return 0;
        if (send_fd >= 0) close(send_fd);
    }
}

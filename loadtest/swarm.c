/* Many WebSocket clients in one process: connects, says what it is told to say, reads frames, and measures how long they were under way.
 *
 * swarm HOST PORT COUNT FROM_ADDRESS HANDSHAKE_FILE [SAY_FILE ...]
 *
 * Frames hold `"t":<nanoseconds of CLOCK_MONOTONIC>,"s":<number>`; a `%ld` in what is said is the number of the last frame. Commands on
 * standard input, a line each: `reset`, `report`, `behind N` (how many have not seen frame N), `cut` (closes all connections and
 * opens them again). Answers are JSON lines. Ends with its input.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, PENDING = 256, SAYINGS = 4, SUB = 64, BUCKETS = 64 * SUB };

struct client { int fd; int state; long last; int kept; char *keep; };  /* state: 0 closed, 1 connecting, 2 handshake sent, 3 open */

static struct client *clients;
static int count, opened, connecting, next_client, said_count, frames_gap, epoll;
static long frames, bytes, failed, newest;
static unsigned long histogram[BUCKETS];
static char handshake[4096], sayings[SAYINGS][4096];
static int handshake_size, saying_size[SAYINGS];
static struct sockaddr_in server, from;
static long began;
static char shared[BUFFER];

static long now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000L + t.tv_nsec; }

/* log-linear buckets of microseconds: 64 steps for each power of two, as an HdrHistogram with two digits */
static int bucket_of(unsigned long us) {
    if (us < SUB) return (int)us;
    int power = 63 - __builtin_clzl(us) - 6;
    int at = (power + 1) * SUB + (int)((us >> power) - SUB);
    return at < BUCKETS ? at : BUCKETS - 1;
}
static unsigned long value_of(int bucket) {
    if (bucket < SUB) return (unsigned long)bucket;
    int power = bucket / SUB - 1;
    return ((unsigned long)(bucket % SUB + SUB)) << power;
}

static int load(const char *path, char *into, int size) {
    int fd = open(path, O_RDONLY), got = fd < 0 ? -1 : (int)read(fd, into, (size_t)size);
    if (got < 0) { perror(path); exit(2); }
    close(fd);
    return got;
}

static void drop(struct client *one) {
    if (one->state == 3) opened--;
    if (one->state == 1 || one->state == 2) connecting--;
    if (one->fd >= 0) close(one->fd);
    one->fd = -1; one->state = 0; one->kept = 0;
    free(one->keep); one->keep = NULL;
}

static void start(struct client *one) {
    one->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (one->fd < 0) { failed++; return; }
    int yes = 1;
    setsockopt(one->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(one->fd, (struct sockaddr *)&from, sizeof from) < 0) { perror("bind"); exit(2); }
    if (connect(one->fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS) {
        failed++; close(one->fd); one->fd = -1; return;
    }
    one->state = 1; connecting++;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = one};
    epoll_ctl(epoll, EPOLL_CTL_ADD, one->fd, &event);
}

static void refill(void) {
    while (connecting < PENDING && next_client < count) start(&clients[next_client++]);
}

static void write_masked(int fd, int opcode, const char *data, int size) {
    char frame[4200];
    int head = 2;
    frame[0] = (char)(0x80 | opcode);
    if (size < 126) frame[1] = (char)(0x80 | size);
    else { frame[1] = (char)(0x80 | 126); frame[2] = (char)(size >> 8); frame[3] = (char)size; head = 4; }
    memset(frame + head, 0, 4);  /* a key of zeros: masked, and unchanged */
    memcpy(frame + head + 4, data, (size_t)size);
    if (write(fd, frame, (size_t)(head + 4 + size)) < 0) failed++;
}

static void say(struct client *one) {
    for (int i = 0; i < said_count; i++) {
        char text[4096];
        sayings[i][saying_size[i]] = 0;
        int size = snprintf(text, sizeof text, sayings[i], one->last);
        write_masked(one->fd, 1, text, size);
    }
}

static void heard(struct client *one, const char *data, long size, long at) {
    if (size == 1 && data[0] == '2') { write_masked(one->fd, 1, "3", 1); return; }  /* Engine.IO ping */
    long look = size < 160 ? size : 160;
    const char *t = memmem(data, (size_t)look, "\"t\":", 4);
    if (!t) return;
    char *end;
    long sent = strtol(t + 4, &end, 10), number = strtol(end + 5, NULL, 10);
    long us = (at - sent) / 1000;
    histogram[bucket_of(us < 0 ? 0 : (unsigned long)us)]++;
    if (one->last && number > one->last + 1) frames_gap += (int)(number - one->last - 1);
    if (number > one->last) one->last = number;
    if (number > newest) newest = number;
    frames++; bytes += size;
}

/* returns how many bytes were taken */
static int take(struct client *one, char *data, int size) {
    int at = 0;
    long clock = now_ns();
    if (one->state == 2) {
        char *end = memmem(data, (size_t)size, "\r\n\r\n", 4);
        if (!end) return 0;
        if (!memmem(data, (size_t)size, " 101 ", 5)) { failed++; return -1; }
        one->state = 3; opened++; connecting--;
        say(one);
        at = (int)(end - data) + 4;
        if (opened == count) { printf("{\"opened\": %d, \"seconds\": %.3f, \"failed\": %ld}\n", opened, (now_ns() - began) / 1e9, failed); fflush(stdout); }
        refill();
    }
    while (size - at >= 2) {
        unsigned char *frame = (unsigned char *)data + at;
        long length = frame[1] & 0x7F, head = 2;
        if (length == 126) { if (size - at < 4) break; length = frame[2] << 8 | frame[3]; head = 4; }
        else if (length == 127) { if (size - at < 10) break; length = 0; for (int i = 2; i < 10; i++) length = length << 8 | frame[i]; head = 10; }
        if (size - at < head + length) break;
        int opcode = frame[0] & 0x0F;
        if (opcode == 8) return -1;
        if (opcode == 9) write_masked(one->fd, 10, (char *)frame + head, (int)length);
        else heard(one, (char *)frame + head, length, clock);
        at += (int)(head + length);
    }
    return at;
}

static void readable(struct client *one) {
    int have = one->kept;
    if (have) memcpy(shared, one->keep, (size_t)have);
    int got = (int)read(one->fd, shared + have, (size_t)(BUFFER - have));
    if (got <= 0) { if (got == 0 || (errno != EAGAIN && errno != EINTR)) { failed++; drop(one); } return; }
    int size = have + got, used = take(one, shared, size);
    if (used < 0) { drop(one); return; }
    one->kept = size - used;
    if (one->kept) { one->keep = realloc(one->keep, (size_t)one->kept); memcpy(one->keep, shared + used, (size_t)one->kept); }
    else if (one->keep) { free(one->keep); one->keep = NULL; }
}

static void report(void) {
    printf("{\"open\": %d, \"frames\": %ld, \"bytes\": %ld, \"gaps\": %d, \"failed\": %ld, \"newest\": %ld, \"histogram\": [", opened, frames, bytes, frames_gap, failed, newest);
    int first = 1;
    for (int i = 0; i < BUCKETS; i++)
        if (histogram[i]) { printf("%s[%lu, %lu]", first ? "" : ", ", value_of(i), histogram[i]); first = 0; }
    printf("]}\n");
    fflush(stdout);
}

static void command(void) {
    char line[64];
    int got = (int)read(0, line, sizeof line - 1);
    if (got <= 0) exit(0);
    line[got] = 0;
    if (strstr(line, "reset")) { frames = bytes = failed = 0; frames_gap = 0; memset(histogram, 0, sizeof histogram); }
    if (strstr(line, "report")) report();
    const char *behind = strstr(line, "behind ");
    if (behind) {
        long wanted = atol(behind + 7), late = 0;
        for (int i = 0; i < count; i++) late += clients[i].last < wanted;
        printf("{\"behind\": %ld}\n", late);
        fflush(stdout);
    }
    if (strstr(line, "cut")) {
        for (int i = 0; i < count; i++) drop(&clients[i]);
        next_client = 0; began = now_ns(); refill();
    }
}

int main(int argc, char **argv) {
    if (argc < 6) { fprintf(stderr, "swarm HOST PORT COUNT FROM_ADDRESS HANDSHAKE_FILE [SAY_FILE ...]\n"); return 2; }
    server.sin_family = from.sin_family = AF_INET;
    server.sin_port = htons((unsigned short)atoi(argv[2]));
    inet_pton(AF_INET, argv[1], &server.sin_addr);
    inet_pton(AF_INET, argv[4], &from.sin_addr);
    count = atoi(argv[3]);
    handshake_size = load(argv[5], handshake, sizeof handshake);
    for (int i = 6; i < argc && said_count < SAYINGS; i++, said_count++) saying_size[said_count] = load(argv[i], sayings[said_count], sizeof sayings[0] - 1);
    clients = calloc((size_t)count, sizeof *clients);
    for (int i = 0; i < count; i++) clients[i].fd = -1;
    epoll = epoll_create1(0);
    struct epoll_event events[512], input = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input);
    began = now_ns();
    refill();
    for (;;) {
        int n = epoll_wait(epoll, events, 512, 100);
        for (int i = 0; i < n; i++) {
            struct client *one = events[i].data.ptr;
            if (!one) { command(); continue; }
            if (one->fd < 0) continue;
            if (one->state == 1) {
                int error = 0; socklen_t size = sizeof error;
                getsockopt(one->fd, SOL_SOCKET, SO_ERROR, &error, &size);
                if (error || write(one->fd, handshake, (size_t)handshake_size) != handshake_size) { failed++; drop(one); start(one); continue; }
                one->state = 2;
                struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
                epoll_ctl(epoll, EPOLL_CTL_MOD, one->fd, &event);
                continue;
            }
            readable(one);
        }
        refill();
    }
}

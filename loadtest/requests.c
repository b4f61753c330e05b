/* Sends one HTTP request over and over on keep-alive connections, and reads its answers whole.
 *
 * requests PORT CONNECTIONS SECONDS FILE, where FILE holds the request. Answers in JSON, with the ETag of the last answer.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD 8192
#define LATENCIES 1000000

struct connection { int fd; long left; int used; double began; char head[HEAD]; };

static char request[HEAD];
static int request_size;
static long answers, failed, bytes;
static int status, latencies_kept;
static char etag[256];
static float latencies[LATENCIES];

static double seconds(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
static int ascending(const void *a, const void *b) { float x = *(const float *)a, y = *(const float *)b; return (x > y) - (x < y); }

static void ask(struct connection *c) {
    c->left = -1;  /* the head has to be read first */
    c->used = 0;
    c->began = seconds();
    if (write(c->fd, request, (size_t)request_size) != request_size) { perror("write"); exit(2); }
}

static void answered(struct connection *c) {
    answers++;
    if (latencies_kept < LATENCIES) latencies[latencies_kept++] = (float)(seconds() - c->began);
    ask(c);
}

static void head(struct connection *c) {
    c->head[c->used] = 0;
    char *end = memmem(c->head, (size_t)c->used, "\r\n\r\n", 4);
    if (!end) { if (c->used >= HEAD - 1) { fprintf(stderr, "a head of more than %d bytes\n", HEAD); exit(2); } return; }
    status = atoi(c->head + 9);
    if (status != 200 && status != 304) failed++;
    char *tag = strcasestr(c->head, "\r\netag: "), *length = strcasestr(c->head, "\r\ncontent-length: ");
    if (tag) sscanf(tag + 8, "%255[^\r]", etag);
    if (!length && status != 304) { fprintf(stderr, "an answer of unknown length\n"); exit(2); }
    c->left = (status == 304 ? 0 : atol(length + 18)) - (c->used - (end + 4 - c->head));
    if (c->left == 0) answered(c);
}

int main(int argc, char **argv) {
    if (argc != 5) { fprintf(stderr, "requests PORT CONNECTIONS SECONDS FILE\n"); return 2; }
    int count = atoi(argv[2]), epoll = epoll_create1(0), yes = 1;
    FILE *file = fopen(argv[4], "r");
    if (!file || (request_size = (int)fread(request, 1, sizeof request, file)) <= 0) { perror(argv[4]); return 2; }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    struct connection *all = calloc((size_t)count, sizeof *all);
    for (int i = 0; i < count; i++) {
        all[i].fd = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(all[i].fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (connect(all[i].fd, (struct sockaddr *)&address, sizeof address)) { perror("connect"); return 2; }
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
        epoll_ctl(epoll, EPOLL_CTL_ADD, all[i].fd, &event);
        ask(&all[i]);
    }
    static char body[1 << 18];
    double began = seconds(), until = began + atof(argv[3]);
    while (seconds() < until) {
        struct epoll_event events[256];
        int n = epoll_wait(epoll, events, 256, 100);
        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;
            int in_head = c->left < 0;
            ssize_t got = in_head ? read(c->fd, c->head + c->used, (size_t)(HEAD - 1 - c->used)) : read(c->fd, body, sizeof body);
            if (got <= 0) { fprintf(stderr, "a connection was closed\n"); return 2; }
            bytes += got;
            if (in_head) { c->used += (int)got; head(c); }
            else if ((c->left -= got) == 0) answered(c);
        }
    }
    double took = seconds() - began;
    qsort(latencies, (size_t)latencies_kept, sizeof *latencies, ascending);
    float p50 = latencies_kept ? latencies[latencies_kept / 2] : 0, p99 = latencies_kept ? latencies[(int)(latencies_kept * 0.99)] : 0;
    for (char *at = etag; *at; at++) if (*at == '"') *at = '\'';  /* JSON needs no escapes then */
    printf("{\"per_second\": %.0f, \"answers\": %ld, \"failed\": %ld, \"status\": %d, \"bytes\": %ld, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"etag\": \"%s\"}\n",
           answers / took, answers, failed, status, answers ? bytes / answers : 0, p50 * 1000, p99 * 1000, etag);
    return 0;
}

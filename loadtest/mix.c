/* Sends requests of several kinds at a fixed rate on keep-alive connections, and reads their answers whole.
 *
 * mix PORT CONNECTIONS RATE SECONDS FILE. FILE holds blocks "<kind> <bytes>\n<request>"; requests go out in the order of the blocks, over and
 * over. Requests are due by the clock, not when an answer has come (open loop): a latency is counted from when its request was due, so what
 * waits because answers are slow counts as slow. Answers in JSON, by kind. Connections that the server closes are opened again.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD 16384
#define KINDS 16
#define LATENCIES 400000
#define PATIENCE 5.0 /* seconds behind the end for the last answers */

struct block { int kind, size; char *bytes; };
struct kind { char name[40]; long answers, failed; int kept, last; float *latencies; };
struct connection { int fd, busy, used, kind, status; long left; double due; char head[HEAD]; struct connection *next; };

static struct kind kinds[KINDS];
static struct block *blocks;
static struct sockaddr_in address;
static struct connection *idle;
static int kind_count, block_count, epoll;
static long unanswered;

static double seconds(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
static int ascending(const void *a, const void *b) { float x = *(const float *)a, y = *(const float *)b; return (x > y) - (x < y); }

static void opened(struct connection *c) {
    int yes = 1;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(c->fd, (struct sockaddr *)&address, sizeof address)) { perror("connect"); exit(2); }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
}

static void freed(struct connection *c) { c->busy = 0; c->next = idle; idle = c; }

static void done(struct connection *c, int well) {
    struct kind *k = &kinds[c->kind];
    k->last = c->status;
    if (well) {
        k->answers++;
        if (k->kept < LATENCIES) k->latencies[k->kept++] = (float)(seconds() - c->due);
    } else k->failed++;
    unanswered--;
    freed(c);
}

static void broken(struct connection *c) {
    close(c->fd);
    opened(c);
    if (c->busy) { c->status = 0; done(c, 0); }
}

static void ask(struct connection *c, struct block *b, double due) {
    c->busy = 1; c->left = -1; c->used = 0; c->kind = b->kind; c->due = due;
    unanswered++;
    if (write(c->fd, b->bytes, (size_t)b->size) != b->size) broken(c);
}

static void head(struct connection *c) {
    c->head[c->used] = 0;
    char *end = memmem(c->head, (size_t)c->used, "\r\n\r\n", 4);
    if (!end) { if (c->used >= HEAD - 1) broken(c); return; }
    c->status = atoi(c->head + 9);
    char *length = strcasestr(c->head, "\r\ncontent-length: ");
    if (!length && c->status != 304) { fprintf(stderr, "an answer of unknown length\n"); exit(2); }
    c->left = (c->status == 304 ? 0 : atol(length + 18)) - (c->used - (end + 4 - c->head));
}

static void read_more(struct connection *c) {
    static char body[1 << 18];
    int in_head = c->left < 0;
    long n = in_head ? read(c->fd, c->head + c->used, (size_t)(HEAD - 1 - c->used)) : read(c->fd, body, sizeof body);
    if (n <= 0) { broken(c); return; }
    if (in_head) { c->used += (int)n; head(c); if (c->left < 0) return; }
    else c->left -= n;
    if (c->left <= 0 && c->busy) done(c, c->status / 100 == 2 || c->status == 304);
}

static void load(const char *path) {
    FILE *file = fopen(path, "r");
    char name[40]; int size;
    if (!file) { perror(path); exit(2); }
    while (fscanf(file, "%39s %d", name, &size) == 2) {
        fgetc(file);
        int kind = 0;
        while (kind < kind_count && strcmp(kinds[kind].name, name)) kind++;
        if (kind == kind_count) {
            if (kind == KINDS) { fprintf(stderr, "too many kinds\n"); exit(2); }
            strcpy(kinds[kind_count].name, name);
            kinds[kind_count++].latencies = malloc(LATENCIES * sizeof(float));
        }
        blocks = realloc(blocks, (size_t)(block_count + 1) * sizeof *blocks);
        blocks[block_count] = (struct block){kind, size, malloc((size_t)size)};
        if (fread(blocks[block_count++].bytes, 1, (size_t)size, file) != (size_t)size) { fprintf(stderr, "a short block\n"); exit(2); }
    }
    if (!block_count) { fprintf(stderr, "no requests\n"); exit(2); }
}

int main(int argc, char **argv) {
    if (argc != 6) { fprintf(stderr, "mix PORT CONNECTIONS RATE SECONDS FILE\n"); return 2; }
    int count = atoi(argv[2]);
    double rate = atof(argv[3]);
    epoll = epoll_create1(0);
    address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    load(argv[5]);
    struct connection *all = calloc((size_t)count, sizeof *all);
    for (int i = 0; i < count; i++) { opened(&all[i]); freed(&all[i]); }
    double began = seconds(), until = began + atof(argv[4]), now = began;
    long sent = 0, wanted = (long)(rate * atof(argv[4]));
    while (sent < wanted || (unanswered && now < until + PATIENCE)) {
        now = seconds();
        while (idle && sent < wanted && began + sent / rate <= now) {
            struct connection *c = idle;
            idle = c->next;
            ask(c, &blocks[sent % block_count], began + sent / rate);
            sent++;
        }
        struct epoll_event events[256];
        int n = epoll_wait(epoll, events, 256, 1);
        for (int i = 0; i < n; i++) read_more(events[i].data.ptr);
        if (now > until + PATIENCE) break;
    }
    double lasted = seconds() - began;
    printf("{");
    for (int k = 0; k < kind_count; k++) {
        struct kind *kind = &kinds[k];
        qsort(kind->latencies, (size_t)kind->kept, sizeof(float), ascending);
        #define AT(part) (kind->kept ? kind->latencies[(int)((kind->kept - 1) * (part))] * 1000 : 0)
        printf("%s\"%s\": {\"answers\": %ld, \"failed\": %ld, \"last_status\": %d, \"p50_ms\": %.1f, \"p95_ms\": %.1f, \"p99_ms\": %.1f}",
               k ? ", " : "", kind->name, kind->answers, kind->failed, kind->last, AT(0.5), AT(0.95), AT(0.99));
    }
    printf(", \"all\": {\"asked\": %ld, \"not_sent\": %ld, \"unanswered\": %ld, \"per_second\": %.0f}}\n", sent, wanted - sent, unanswered, sent / lasted);
    return 0;
}

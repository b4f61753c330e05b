/* The floor of a broadcast: epoll and a bare write() to each connection. Nothing can be sent for less.
 *
 * floor PORT; then on standard input `go RATE SIZE SECONDS`. Answers every handshake with 101, reads nothing else.
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

static int *open_fds, opened;

static double seconds(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }

static void broadcast(long number, int size) {
    static char frame[70000];
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int head = size < 126 ? 2 : 4;
    frame[0] = (char)0x81;
    if (size < 126) frame[1] = (char)size;
    else { frame[1] = 126; frame[2] = (char)(size >> 8); frame[3] = (char)size; }
    memset(frame + head, ' ', (size_t)size);
    int used = sprintf(frame + head, "{\"t\":%ld,\"s\":%010ld,\"pad\":\"", t.tv_sec * 1000000000L + t.tv_nsec, number);
    frame[head + used] = 'x';
    memcpy(frame + head + size - 2, "\"}", 2);
    for (int i = 0; i < opened; i++)
        if (write(open_fds[i], frame, (size_t)(head + size)) < 0) perror("write");
}

int main(int argc, char **argv) {
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argc > 1 ? argv[1] : "0"))};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 4096) < 0) { perror("listen"); return 2; }
    open_fds = calloc(1 << 20, sizeof *open_fds);
    struct epoll_event events[512], event = {.events = EPOLLIN, .data.fd = listener}, input = {.events = EPOLLIN, .data.fd = 0};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input);
    socklen_t length = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("{\"port\": %d}\n", ntohs(address.sin_port));
    fflush(stdout);
    double due = 0, until = 0, rate = 0;
    int size = 0;
    long number = 0;
    static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    for (;;) {
        double now = seconds();
        int wait = until > now ? (int)((due - now) * 1000) : 1000;
        int n = epoll_wait(epoll, events, 512, wait < 0 ? 0 : wait);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                for (int made; (made = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
                    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                    struct epoll_event one = {.events = EPOLLIN, .data.fd = made};
                    epoll_ctl(epoll, EPOLL_CTL_ADD, made, &one);
                }
            } else if (fd == 0) {
                char line[128];
                int got = (int)read(0, line, sizeof line - 1);
                if (got <= 0) return 0;
                line[got] = 0;
                double length_s;
                if (sscanf(line, "go %lf %d %lf", &rate, &size, &length_s) == 3) { due = seconds(); until = due + length_s; }
            } else {
                char data[4096];
                int got = (int)read(fd, data, sizeof data);
                if (got <= 0) { close(fd); for (int k = 0; k < opened; k++) if (open_fds[k] == fd) { open_fds[k] = open_fds[--opened]; break; } continue; }
                if (got > 4 && !memcmp(data, "GET ", 4)) { if (write(fd, answer, sizeof answer - 1) > 0) open_fds[opened++] = fd; }
            }
        }
        now = seconds();
        while (until > now && due <= now) { broadcast(++number, size); due += 1 / rate; now = seconds(); }
    }
}

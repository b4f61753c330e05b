#include <stdio.h>
#include <stdlib.h>

struct lantern { int from, to; };

static int earlier(const void *a, const void *b) {
    return ((const struct lantern *)a)->from - ((const struct lantern *)b)->from;
}

int main(void) {
    static struct lantern lanterns[2000];
    int length, n, lit = 0, used = 0, i = 0;
    scanf("%d %d", &length, &n);
    for (int j = 0, p, r; j < n; j++) {
        scanf("%d %d", &p, &r);
        lanterns[j].from = p - r;
        lanterns[j].to = p + r;
    }
    qsort(lanterns, n, sizeof *lanterns, earlier);
    while (lit < length) {
        int best = lit;
        for (; i < n && lanterns[i].from <= lit; i++)
            if (lanterns[i].to > best) best = lanterns[i].to;
        if (best == lit) {
            puts("dark");
            return 0;
        }
        lit = best;
        used++;
    }
    printf("%d\n", used);
}

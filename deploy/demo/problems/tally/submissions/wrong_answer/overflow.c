/* 32 bits are not enough */
#include <stdio.h>

int main(void) {
    int n, sum = 0, best = 0;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) {
        long long x;
        scanf("%lld", &x);
        sum += (int)x;
        if (!i || x > best) best = (int)x;
    }
    printf("%d %d\n", sum, best);
}

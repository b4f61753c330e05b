#include <cstdio>

int main() {
    int n;
    long long sum = 0, best = 0, x;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; i++) {
        if (scanf("%lld", &x) != 1) return 1;
        sum += x;
        if (!i || x > best) best = x;
    }
    printf("%lld %lld\n", sum, best);
}

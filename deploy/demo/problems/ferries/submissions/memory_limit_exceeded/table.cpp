// one entry for every minute there is
#include <cstdio>
#include <vector>

int main() {
    std::vector<int> wait(1000000001, -1);
    int n, q, x;
    if (scanf("%d %d", &n, &q) != 2) return 1;
    while (n-- && scanf("%d", &x) == 1) wait[x] = 0;
    while (q-- && scanf("%d", &x) == 1) printf("%d\n", wait[x]);
}

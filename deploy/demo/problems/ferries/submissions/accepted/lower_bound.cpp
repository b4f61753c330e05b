#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
    int n, q, x;
    if (scanf("%d %d", &n, &q) != 2) return 1;
    std::vector<int> ferries(n);
    for (int &f : ferries)
        if (scanf("%d", &f) != 1) return 1;
    std::sort(ferries.begin(), ferries.end());
    while (q-- && scanf("%d", &x) == 1) {
        auto at = std::lower_bound(ferries.begin(), ferries.end(), x);
        if (at == ferries.end()) puts("stay");
        else printf("%d\n", *at - x);
    }
}

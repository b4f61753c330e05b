// four in a row: the outer two against the inner two; what is over at the front is 1 2 against 3
#include <cstdio>
#include <vector>

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    if (n % 4 == 1 || n % 4 == 2) {
        puts("impossible");
        return 0;
    }
    std::vector<int> team;
    int from = 1;
    if (n % 4 == 3) {
        team = {3};
        from = 4;
    }
    for (int i = from; i < n; i += 4) {
        team.push_back(i);
        team.push_back(i + 3);
    }
    printf("possible\n%zu\n", team.size());
    for (int speed : team) printf("%d ", speed);
    puts("");
}

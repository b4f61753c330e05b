#include <cstdio>
#include <queue>
#include <vector>

int main() {
    int rows, columns;
    std::scanf("%d %d", &rows, &columns);
    std::vector<int> heights(rows * columns), minutes(rows * columns, -1);
    for (int &height : heights) std::scanf("%d", &height);
    std::queue<int> fields({0});
    minutes[0] = 0;
    while (!fields.empty()) {
        int field = fields.front(), y = field / columns, x = field % columns;
        fields.pop();
        const int beside[4][2] = {{y + 1, x}, {y, x + 1}, {y - 1, x}, {y, x - 1}};
        for (auto [a, b] : beside) {
            int next = a * columns + b;
            if (a < 0 || b < 0 || a >= rows || b >= columns || minutes[next] >= 0 || heights[next] <= minutes[field] + 1) continue;
            minutes[next] = minutes[field] + 1;
            fields.push(next);
        }
    }
    if (minutes.back() < 0) std::puts("stranded");
    else std::printf("%d\n", minutes.back());
}

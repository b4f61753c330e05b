#include <stdio.h>
#include <string.h>

static char line[200000], stack[200000];

int main(void) {
    int size = 0, deepest = 0, length;
    if (!fgets(line, sizeof line, stdin)) return 1;
    length = (int)strcspn(line, "\n");
    for (int i = 0; i < length; i++) {
        const char *open = strchr("([{", line[i]);
        if (open) {
            stack[size++] = *open == '(' ? ')' : *open == '[' ? ']' : '}';
            if (size > deepest) deepest = size;
        } else if (!size || stack[--size] != line[i]) {
            printf("no %d\n", i + 1);
            return 0;
        }
    }
    if (size) printf("no %d\n", length + 1);
    else printf("yes %d\n", deepest);
    return 0;
}

#include <stdio.h>
#include <string.h>

int main(void) {
    static char a[4002], b[4002];
    static int row[4002];
    scanf("%4001s %4001s", a, b);
    for (int i = 0; a[i]; i++)
        for (int j = 0, corner = 0; b[j]; j++) {
            int above = row[j + 1];
            row[j + 1] = a[i] == b[j] ? corner + 1 : above > row[j] ? above : row[j];
            corner = above;
        }
    printf("%d\n", row[strlen(b)]);
}

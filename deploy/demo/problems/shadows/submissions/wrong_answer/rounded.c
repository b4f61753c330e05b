/* float is not enough for long shadows */
#include <math.h>
#include <stdio.h>

int main(void) {
    int t;
    float h, a;
    if (scanf("%d", &t) != 1) return 1;
    while (t-- && scanf("%f %f", &h, &a) == 2) {
        a *= 3.14f / 180;
        printf("%.2f %.2f\n", h / tanf(a), h / sinf(a));
    }
    return 0;
}

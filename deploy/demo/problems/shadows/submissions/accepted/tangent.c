#include <math.h>
#include <stdio.h>

int main(void) {
    int t;
    double h, a;
    if (scanf("%d", &t) != 1) return 1;
    while (t-- && scanf("%lf %lf", &h, &a) == 2) {
        a *= acos(-1) / 180;
        printf("%.9f %.9f\n", h / tan(a), h / sin(a));
    }
    return 0;
}

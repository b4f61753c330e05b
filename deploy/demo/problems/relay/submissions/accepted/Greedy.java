import java.util.*;

class Main {
    public static void main(String[] arguments) {
        int n = new Scanner(System.in).nextInt();
        long left = (long) n * (n + 1) / 2;
        if (left % 2 == 1) {
            System.out.println("impossible");
            return;
        }
        left /= 2;
        int count = 0;
        StringBuilder team = new StringBuilder();
        for (int speed = n; speed > 0; speed--) {
            if (speed <= left) {
                left -= speed;
                count++;
                team.append(speed).append(' ');
            }
        }
        System.out.println("possible\n" + count + "\n" + team);
    }
}

import java.io.*;
import java.util.*;

class Main {
    public static void main(String[] arguments) throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in)).readLine().trim();
        char[] stack = new char[line.length() + 1];
        int size = 0, deepest = 0;
        for (int i = 0; i < line.length(); i++) {
            int open = "([{".indexOf(line.charAt(i));
            if (open >= 0) {
                stack[size++] = ")]}".charAt(open);
                deepest = Math.max(deepest, size);
            } else if (size == 0 || stack[--size] != line.charAt(i)) {
                System.out.println("no " + (i + 1));
                return;
            }
        }
        System.out.println(size > 0 ? "no " + (line.length() + 1) : "yes " + deepest);
    }
}

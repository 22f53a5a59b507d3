import ai.djl.engine.Engine;

/// Starts the engine once, so that the native libraries lie where a read-only trainer finds them.
class Warm {
    public static void main(String[] arguments) {
        System.out.println(Engine.getInstance());
    }
}

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// Run from its source, on the broker's class path: arguments are the broker's address and a file
/// of records, a line each: topic, key and value with tabs between.
final class Records {
    public static void main(String[] arguments) throws Exception {
        StringSerializer text = new StringSerializer();
        Map<String, Object> settings = Map.of("bootstrap.servers", arguments[0], "linger.ms", 20);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, text, text)) {
            for (String line : Files.readAllLines(Path.of(arguments[1]))) {
                String[] record = line.split("\t", 3);
                producer.send(new ProducerRecord<>(record[0], record[1], record[2]));
            }
        }
    }
}

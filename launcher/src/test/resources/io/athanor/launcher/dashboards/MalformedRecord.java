import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// Run from its source, on the broker's class path: arguments are the broker's address and a topic.
final class MalformedRecord {
    public static void main(String[] arguments) throws Exception {
        StringSerializer text = new StringSerializer();
        Map<String, Object> settings = Map.of("bootstrap.servers", arguments[0]);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, text, text)) {
            producer.send(new ProducerRecord<>(arguments[1], "nobody-1", "no JSON")).get();
        }
    }
}

package io.streamproc.stores;

import io.streamproc.embedded.EmbeddedQuestDb;
import io.streamproc.stores.influx.InfluxTestStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("An outage of QuestDB")
class QuestDbOutageIT extends StoreOutage {
  @RegisterExtension static final SharedServer<EmbeddedQuestDb> SERVER = SharedServer.questDb();

  @Override
  protected TestStore fresh() {
    return InfluxTestStore.on(SERVER.get());
  }
}

using AdminConsole.Making;

namespace AdminConsole.Journeys;

/// <summary>One application and one browser for the journeys that leave both as they found them.</summary>
[CollectionDefinition(nameof(JourneyCollection))]
public sealed class JourneyCollection : ICollectionFixture<MailedApp>, ICollectionFixture<Browser>;

namespace AdminConsole.AccountParts;

/// <summary>Names the texts about second factors.</summary>
public sealed class FactorTexts;

using System.Globalization;
using Pals.Exam.ItemBank.Commands;

// Numbers and messages are the same on every machine.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
return await CommandLine.RunAsync(CommandLine.CreateRoot(), args, Console.Out, Console.Error);

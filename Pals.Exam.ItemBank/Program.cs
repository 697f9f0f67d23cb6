using Pals.Exam.ItemBank.Commands;

return await CommandLine.RunAsync(CommandLine.CreateRoot(), args, Console.Out, Console.Error);
